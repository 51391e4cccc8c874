using LrpGen.Generator;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Conformance.Tests.Memory;

/// <summary>No two buffers that are in use at the same time overlap, in encoders and in layer graphs of any size.</summary>
public sealed class MemoryPlanPropertyTests
{
    private static int Models => Environment.GetEnvironmentVariable("LRPGEN_EXHAUSTIVE") == "1" ? 20_000 : 150;

    [Fact]
    public void Live_buffers_of_layer_graphs_do_not_overlap()
    {
        for (int seed = 1000; seed < 1000 + Models; seed++)
        {
            Check(Compiler.Lower(Read(BranchingGraph.Draw(seed).Description), "Model"), $"graph {seed}");
        }
    }

    [Fact]
    public void Live_buffers_of_encoders_do_not_overlap()
    {
        string[] methods = ["attnlrp", "gradient", "cplrp", "epsilon(0.25)+attnlrp", "gamma(0.5)+cplrp", "alphabeta(2,1)+attnlrp"];
        for (int seed = 0; seed < Models; seed++)
        {
            Random random = new(seed);
            int heads = random.Next(1, 4);
            string text = $$"""
                {
                  "model_type": "bert", "architectures": ["BertForSequenceClassification"], "hidden_size": {{heads * random.Next(1, 40)}}, "num_attention_heads": {{heads}},
                  "num_hidden_layers": {{random.Next(1, 6)}}, "intermediate_size": {{random.Next(1, 200)}}, "type_vocab_size": {{random.Next(1, 3)}}
                }
                """;
            ReadResult read = SpecReader.Read("config.json", text);
            Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
            string asked = string.Join(';', methods.Where(_ => random.Next(0, 2) == 0).DefaultIfEmpty("attnlrp"));
            List<DiagnosticInfo> diagnostics = [];
            LayerGraphSpec? network = Compiler.Network(new ModelRequest("config.json", "Model", "", asked, "public", false, "config.json"), read.Spec, diagnostics);
            Assert.Empty(diagnostics);
            Check(Compiler.Lower(network!, "Model", keepAllRows: random.Next(0, 2) == 0), $"encoder {seed}");
        }
    }

    [Fact]
    public void A_mammogram_has_offsets_beyond_what_an_integer_holds()
    {
        const string Description = """
            {
              "input": {"name": "input", "shape": [1, 4096, 3328]},
              "layers": [
                {"name": "conv1", "op": "conv2d", "out": 64, "kernel": 3, "padding": 1}, {"name": "relu1", "op": "relu"},
                {"name": "conv2", "op": "conv2d", "out": 64, "kernel": 3, "padding": 1}, {"name": "relu2", "op": "relu"},
                {"name": "conv3", "op": "conv2d", "out": 64, "kernel": 3, "padding": 1}, {"name": "relu3", "op": "relu"},
                {"name": "pool", "op": "global_avg_pool"}, {"name": "flat", "op": "flatten"}, {"name": "head", "op": "linear", "out": 2}
              ],
              "output": "head",
              "relevance": [{"composite": "epsilon-plus"}]
            }
            """;
        LayerGraphSpec spec = Read(Description);
        MemoryPlan plan = Check(Compiler.Lower(spec, "Model"), "mammogram");
        const long Map = 4096L * 3328 * 64;
        Assert.Equal(3, plan.ExplainSamples.Placements.Count(p => p.Buffer.IsForward && p.Buffer.Stride == Map));
        Assert.InRange(plan.ExplainSamples.Size, 3 * Map, 6 * Map);
        Assert.True(plan.ExplainSamples.Size > int.MaxValue);

        // The offsets are the generated code's as well, and it compiles with every warning an error.
        CompileResult result = Compiler.Compile(new ModelRequest("m.lrp.json", "Mammogram", "Big", "", "public", false, "m"), spec);
        Type model = GeneratedAssembly.Of("Big", result.Files).GetType("Big.Mammogram")!;
        LrpGen.Runtime.ModelDescription description = (LrpGen.Runtime.ModelDescription)model.GetProperty("Model")!.GetValue(null)!;
        Assert.Equal(plan.ExplainSamples.Size, description.Plan.ExplainSamples);
    }

    [Fact]
    public void A_buffer_that_no_kernel_can_see_as_one_is_refused_with_its_size()
    {
        LayerGraphSpec spec = Read("""
            {
              "input": {"name": "input", "shape": [1, 65536, 4096]},
              "layers": [{"name": "conv", "op": "conv2d", "out": 2, "kernel": 3, "padding": 1}, {"name": "pool", "op": "global_avg_pool"}, {"name": "flat", "op": "flatten"}],
              "output": "flat",
              "relevance": [{"composite": "epsilon-plus"}]
            }
            """);
        CompileResult result = Compiler.Compile(new ModelRequest("m.lrp.json", "Big", "Big", "", "public", false, "m.lrp.json"), spec);
        Assert.Empty(result.Files);
        Assert.Equal(
            "LRP0401: Input: the memory of one sample: needs 4294967296 floats (268435456 positions of 1 channels, padded to whole vectors), but at most 2147483647 are possible",
            string.Join("\n", result.Diagnostics.Select(d => d.ToDiagnostic()).Select(d => $"{d.Id}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")));
    }

    // What lives when is counted here once more, from the steps: the plan's own lifetimes may be wrong.
    private static MemoryPlan Check(ModelProgram program, string where)
    {
        MemoryPlan plan = MemoryPlan.Of(program);
        Step[] forward = [.. program.Forward.SelectMany(p => p.Steps)];
        for (int pass = 0; pass < program.Passes.Count; pass++)
        {
            Step[] steps = [.. forward, .. program.Passes[pass].Procedures.SelectMany(p => p.Steps)];
            RegionPlan[] regions = [plan.ExplainTokens, plan.ExplainSamples, plan.TargetTokens[pass], plan.TargetSamples[pass]];
            Dictionary<Generator.Programs.Buffer, (int First, int Last)> lives = [];
            for (int step = 0; step < steps.Length; step++)
            {
                foreach (Generator.Programs.Buffer buffer in steps[step].Buffers.Select(b => b.Slice.Buffer))
                {
                    lives[buffer] = (lives.TryGetValue(buffer, out (int First, int Last) life) ? life.First : step, step);
                }
            }

            foreach (RegionPlan region in regions)
            {
                Placement[] placed = [.. region.Placements.Where(p => lives.ContainsKey(p.Buffer))];
                for (int a = 0; a < placed.Length; a++)
                {
                    for (int b = 0; b < a; b++)
                    {
                        ((int First, int Last) one, (int First, int Last) other) = (lives[placed[a].Buffer], lives[placed[b].Buffer]);
                        bool together = one.First <= other.Last && other.First <= one.Last;
                        if (together && placed[a].Offset < placed[b].End && placed[b].Offset < placed[a].End)
                        {
                            Assert.Fail($"{where}: {placed[a].Buffer.Name} at {placed[a].Offset} and {placed[b].Buffer.Name} at {placed[b].Offset}");
                        }
                    }

                    Assert.InRange(placed[a].Offset, 0, region.Size - placed[a].Buffer.Stride);
                }
            }
        }

        return plan;
    }

    private static LayerGraphSpec Read(string description)
    {
        LayerGraphResult read = LayerGraphReader.Read("graph.lrp.json", description);
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        return read.Spec;
    }
}
