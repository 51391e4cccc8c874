using System.Reflection;
using System.Runtime.InteropServices;
using LrpGen.Generator;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.Memory;

/// <summary>
/// Steps work in place, tensors share what is the same, buffers lie where others lay before: none of it may change a bit. Each
/// pass is compared with one compiled without any of that.
/// </summary>
public sealed class SharedMemoryTests
{
    private const string Namespace = "Memory";

    private static int Graphs => Environment.GetEnvironmentVariable("LRPGEN_EXHAUSTIVE") == "1" ? 1000 : 25;

    [Fact]
    public void A_pass_gives_the_bits_of_one_that_never_shares_a_buffer()
    {
        (BranchingGraph Graph, LayerGraphSpec Spec)[] drawn = [.. Enumerable.Range(0, Graphs).Select(seed => Read(BranchingGraph.Draw(seed)))];
        Assembly assembly = GeneratedAssembly.Of(Namespace, drawn.SelectMany((d, i) => Compile(d.Spec, $"Shared{i}", sharesMemory: true).Concat(Compile(d.Spec, $"Apart{i}", sharesMemory: false))));
        for (int i = 0; i < drawn.Length; i++)
        {
            string weights = Path.Combine(Path.GetTempPath(), $"lrpgen-{Guid.NewGuid():N}.safetensors");
            try
            {
                BranchingGraph.WriteWeights(drawn[i].Spec, weights);
                foreach (VectorWidth width in Vectors.Available)
                {
                    using ArrayClassifier shared = GeneratedAssembly.Load<ArrayClassifier>(assembly.GetType($"{Namespace}.Shared{i}")!, weights, new ArrayClassifierOptions { Width = width });
                    using ArrayClassifier apart = GeneratedAssembly.Load<ArrayClassifier>(assembly.GetType($"{Namespace}.Apart{i}")!, weights, new ArrayClassifierOptions { Width = width });
                    Assert.True(shared.Description.Plan.TargetSamples < apart.Description.Plan.TargetSamples, "Nothing was shared.");
                    Compare(drawn[i].Graph, shared, apart, $"graph {i}, {width}");
                }
            }
            finally
            {
                File.Delete(weights);
            }
        }
    }

    private static void Compare(BranchingGraph graph, ArrayClassifier shared, ArrayClassifier apart, string where)
    {
        const int Samples = 2;
        float[] input = BranchingGraph.Values("input", Samples * graph.Shape.Aggregate(1, (a, b) => a * b));
        foreach (string method in shared.Description.Methods.Select(m => m.Name))
        {
            foreach (string[] restricted in new string[][] { [], graph.Restricted })
            {
                using Session ours = Explain(shared, method, input, Samples, restricted), theirs = Explain(apart, method, input, Samples, restricted);
                for (int target = 0; target < 2; target++)
                {
                    for (int sample = 0; sample < Samples; sample++)
                    {
                        string place = $"{where}, method {method}, {restricted.Length} conditions, target {target}, sample {sample}\n{graph.Description}";
                        Same(ours.Logits(sample), theirs.Logits(sample), place + " logits");
                        Same(ours.InputRelevance(target, sample), theirs.InputRelevance(target, sample), place);
                        for (int layer = 0; layer < shared.Description.Outputs.Length; layer++)
                        {
                            Same(ours.LayerRelevance(layer, target, sample), theirs.LayerRelevance(layer, target, sample), $"{place}, layer {shared.Description.Outputs[layer].Name}");
                        }
                    }
                }
            }
        }
    }

    private static Session Explain(ArrayClassifier model, string method, float[] input, int samples, string[] restricted)
    {
        Session session = model.CreateSession();
        session.Explain(input, samples, model.Method(method), [Target.Label(0), Target.Label(1)], new ArrayExplainOptions
        {
            Layers = true,
            Ledger = true,
            Conditions = [.. restricted.Select(layer => new ChannelCondition(layer, [0]))],
        });
        return session;
    }

    private static void Same(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs, string where)
        => Assert.True(MemoryMarshal.AsBytes(ours).SequenceEqual(MemoryMarshal.AsBytes(theirs)), where);

    private static (BranchingGraph Graph, LayerGraphSpec Spec) Read(BranchingGraph graph)
    {
        LayerGraphResult read = LayerGraphReader.Read("graph.lrp.json", graph.Description);
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())) + graph.Description);
        return (graph, read.Spec);
    }

    private static EquatableArray<GeneratedFile> Compile(LayerGraphSpec spec, string name, bool sharesMemory)
    {
        ModelRequest request = new(name + ".lrp.json", name, Namespace, "", "public", false, name) { SharesMemory = sharesMemory };
        CompileResult result = Compiler.Compile(request, spec);
        Assert.Empty(result.Diagnostics.Select(d => d.ToDiagnostic().ToString()));
        return result.Files;
    }
}
