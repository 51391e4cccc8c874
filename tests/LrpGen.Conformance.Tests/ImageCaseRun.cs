using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using LrpGen.Generator;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>The model of a case that reads pictures, on its inputs at one vector width.</summary>
internal sealed partial class ImageCaseRun
{
    private static readonly ConcurrentDictionary<(string, VectorWidth), Lazy<ImageCaseRun>> Runs = new();
    private static readonly ConcurrentDictionary<string, Lazy<Type>> Compiled = new();

    private readonly GoldenCase golden;
    private readonly ArrayClassifier model;
    private readonly float[] input;
    private readonly int count;

    private ImageCaseRun(GoldenCase golden, VectorWidth width)
    {
        this.golden = golden;
        model = Load(width, 1);
        (input, count) = new LayerCase(golden).Floats("pixel_values");
    }

    public static ImageCaseRun Of(GoldenCase golden, VectorWidth width)
        => Runs.GetOrAdd((golden.Folder, width), _ => new Lazy<ImageCaseRun>(() => new ImageCaseRun(golden, width))).Value;

    /// <summary>Compares one reference, row by row.</summary>
    public void Check(Reference reference)
    {
        (double[] expected, int[] shape) = golden.Read(reference.Tensor);
        int size = expected.Length / shape[0];
        using Session session = model.CreateSession();
        Func<int, float[]> ours = Compute(reference, session);
        for (int row = 0; row < shape[0]; row++)
        {
            // Of the last hidden state only the row that the classifier reads is computed: nothing arrives at the others.
            float[] values = ours(row);
            Array.Resize(ref values, size);
            Distance.Check($"{golden.Name}, {reference.Tensor}, row {row}", values, expected.AsSpan(row * size, size), reference.Allowed);
        }
    }

    /// <summary>Score = relevance of the input + the lines of the ledger, for every method that shares a score out.</summary>
    public void CheckLedgers()
    {
        using Session session = model.CreateSession();
        foreach (MethodDescription method in model.Description.Methods.Where(m => m.Reading == MethodReading.Relevance))
        {
            session.Explain(input, count, method, [Target.Label(0), Target.Label(1)], new ArrayExplainOptions { Ledger = true });
            int[] lines = [.. Enumerable.Range(0, model.Description.Sinks.Length).Where(s => model.Description.Sinks[s].Pass == method.Pass)];
            for (int i = 0; i < 2 * count; i++)
            {
                (int target, int sample) = (i / count, i % count);
                double[] parts = [.. session.InputRelevance(target, sample).ToArray().Select(v => (double)v), .. lines.Select(l => (double)session.Ledger[l, target, sample])];
                double score = session.Score(target, sample), largest = parts.Append(score).Max(Math.Abs);
                Assert.True(Math.Abs(parts.Sum() - score) <= 1e-5 * largest, FormattableString.Invariant($"{golden.Name}, {method.Name}: {parts.Sum():G9} of {score:G9}, largest {largest:G3}"));
            }
        }
    }

    /// <summary>A sample gets the same bits alone, in a batch, and by one, two and three threads.</summary>
    public void CheckBits()
    {
        foreach (MethodDescription method in model.Description.Methods.Where(m => m.Reading is MethodReading.Relevance or MethodReading.Gradient))
        {
            using Session together = model.CreateSession();
            together.Explain(input, count, method, [Target.Label(1)]);
            for (int threads = 1; threads <= 3; threads++)
            {
                using ArrayClassifier other = Load(Vectors.Default, threads);
                using Session alone = other.CreateSession();
                for (int sample = 0; sample < count; sample++)
                {
                    alone.Explain(input.AsSpan(sample * input.Length / count, input.Length / count), 1, method, [Target.Label(1)]);
                    Assert.True(alone.InputRelevance(0, 0).SequenceEqual(together.InputRelevance(0, sample)), $"{golden.Name}, {method.Name}, {threads} threads, sample {sample}");
                }
            }
        }
    }

    private Func<int, float[]> Compute(Reference reference, Session session)
    {
        if (reference.Relevance is not var (method, target, quantity))
        {
            session.Predict(input, count);
            return row => session.Logits(row).ToArray();
        }

        session.Explain(input, count, model.Method(MethodOf(method, reference, quantity)), [target], new ArrayExplainOptions { Layers = quantity != "input" });
        string patches = model.Description.Outputs.First(o => o.Name.EndsWith("patch_embeddings.projection", StringComparison.Ordinal)).Name;
        return quantity switch
        {
            "input" => row => session.InputRelevance(0, row).ToArray(),
            "embed" => row => Rows(session, patches, row, (units, _) => units),
            "token" => row => Rows(session, patches, row, (units, _) => [units.Sum()]),
            _ => row => Rows(session, StateOf(quantity), row, (units, _) => [units.Sum()]),
        };
    }

    private string StateOf(string quantity)
    {
        int state = int.Parse(quantity["hidden.".Length..], System.Globalization.CultureInfo.InvariantCulture);
        string[] names = [.. model.Description.Outputs.Select(o => o.Name)];
        return state == 0 ? names.First(n => n.EndsWith("position_embeddings", StringComparison.Ordinal)) : names.First(n => n.EndsWith($"encoder.layer.{state - 1}.output", StringComparison.Ordinal));
    }

    // A layer's relevance, row by row: it is read out channels first.
    private float[] Rows(Session session, string layer, int sample, Func<float[], int, float[]> read)
    {
        int index = model.Description.OutputIndex(layer);
        ReadOnlySpan<float> values = session.LayerRelevance(index, 0, sample);
        int channels = model.Description.Outputs[index].Shape[0], rows = values.Length / channels;
        List<float> result = [];
        for (int row = 0; row < rows; row++)
        {
            float[] units = new float[channels];
            for (int c = 0; c < channels; c++)
            {
                units[c] = values[(c * rows) + row];
            }

            result.AddRange(read(units, row));
        }

        return [.. result];
    }

    private ArrayClassifier Load(VectorWidth width, int threads) => GeneratedAssembly.Load<ArrayClassifier>(
        Compiled.GetOrAdd(golden.Folder, _ => new Lazy<Type>(Compile)).Value, golden.Folder, new ArrayClassifierOptions { Width = width, Threads = threads });

    private Type Compile()
    {
        string path = Path.Combine(golden.Folder, "config.json");
        ReadResult read = SpecReader.Read(path, File.ReadAllText(path));
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        string methods = string.Join("; ", golden.References
            .Where(r => r.Relevance is not null)
            .Select(r => (Name: MethodOf(r.Relevance!.Value.Method, r, r.Relevance.Value.Quantity), Text: TextOf(r.Relevance.Value.Method, r, r.Relevance.Value.Quantity)))
            .Distinct()
            .Select(m => $"{m.Name}: {m.Text}"));
        CompileResult result = Compiler.Compile(new ModelRequest("config.json", "GoldenModel", "Golden", methods, "public", false, path), read.Spec);
        Assert.True(result.Diagnostics.Count == 0, string.Join("\n", result.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        return GeneratedAssembly.Of("Golden." + golden.Name, result.Files).GetType("Golden.GoldenModel")!;
    }

    private static string MethodOf(string method, Reference reference, string quantity)
        => NoLetter().Replace(method == "gradxinput" && quantity != "input" ? "by layer" : method + reference.Steps, " ");

    // Between the layers gradient times input is what the rule 'derivative' carries; at the input it is the gradient, times it.
    private static string TextOf(string method, Reference reference, string quantity) => method switch
    {
        "gradxinput" when quantity != "input" => "attnlrp[any = derivative]",
        "integrated-gradients" => $"integrated-gradients({reference.Steps}, midpoint=1)",
        _ when ByKind().Match(method) is { Success: true } rules => $"{rules.Groups[3].Value}[convolution = {rules.Groups[1].Value}, op:linear = {rules.Groups[2].Value}]",
        _ => method,
    };

    [GeneratedRegex("[^A-Za-z0-9 ]+")]
    private static partial Regex NoLetter();

    [GeneratedRegex(@"^conv-(.*)\+linear-(.*)\+(.*)$")]
    private static partial Regex ByKind();
}
