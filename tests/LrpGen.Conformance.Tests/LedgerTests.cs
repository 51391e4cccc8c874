using System.Text.Json;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>The conservation ledger: it closes for every method, and where a reference has one, every line agrees.</summary>
public sealed class LedgerTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string, string> Methods()
    {
        TheoryData<string, string> data = [];
        foreach (GoldenCase golden in GoldenCase.All(c => c.Unsupported is null && c.ReadIntegers("input_ids").Length > 0))
        {
            foreach (string method in golden.References.Select(r => r.Relevance?.Method).OfType<string>().Distinct())
            {
                // Their readings are no shares of a score: a gradient has no product with the input, a path no ledger.
                if (method is not ("gradient" or "integrated-gradients"))
                {
                    data.Add(golden.Name, method);
                }
            }
        }

        return data;
    }

    public static TheoryData<string, VectorWidth> Cases()
    {
        TheoryData<string, VectorWidth> data = [];
        foreach (GoldenCase golden in GoldenCase.All(c => c.Unsupported is null && c.Ledgers.Any()))
        {
            foreach (VectorWidth width in Vectors.Available)
            {
                data.Add(golden.Name, width);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Closes_to_rounding(string name, string method)
    {
        CaseRun run = CaseRun.Of(GoldenCase.Found(name), Vectors.Default);
        lock (run.Session)
        {
            Target[] targets = [.. Enumerable.Range(0, run.Description.Labels.Length).Select(Target.Label)];
            run.Explain(method, targets, RelevanceDetail.Ledger);
            int pass = run.Description.Methods.First(m => m.Name == method).Pass;
            for (int target = 0; target < targets.Length; target++)
            {
                for (int sequence = 0; sequence < run.Session.Batch.Count; sequence++)
                {
                    double score = run.Session.Score(target, sequence);
                    double accounted = 0;
                    double largest = Math.Abs(score);
                    foreach (float value in run.Session.TokenRelevance(target, sequence))
                    {
                        accounted += value;
                        largest = Math.Max(largest, Math.Abs(value));
                    }

                    for (int sink = 0; sink < run.Description.Sinks.Length; sink++)
                    {
                        if (run.Description.Sinks[sink].Pass == pass)
                        {
                            double value = run.Session.Ledger[sink, target, sequence];
                            accounted += value;
                            largest = Math.Max(largest, Math.Abs(value));
                        }
                    }

                    // Relative to the largest line: what rounding can lose is a share of what is added up.
                    Assert.True(
                        Math.Abs(score - accounted) <= Tolerance * largest,
                        FormattableString.Invariant($"{name}, {method}, target {target}, sequence {sequence}: logit {score:G9}, accounted for {accounted:G9}, largest line {largest:G3}"));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_line_agrees_with_the_reference(string name, VectorWidth width)
    {
        GoldenCase golden = GoldenCase.Found(name);
        CaseRun run = CaseRun.Of(golden, width);
        lock (run.Session)
        {
            foreach ((int target, JsonElement ledger) in golden.Ledgers)
            {
                run.Explain("attnlrp", [Target.Label(target)], RelevanceDetail.Ledger);
                string where = $"{name}, ledger.t{target}";
                Compare(run, $"{where}, linear_bias", ledger.GetProperty("linear_bias"), SinkKind.Bias);
                Compare(run, $"{where}, layernorm_bias", ledger.GetProperty("layernorm_bias"), SinkKind.NormBias);
                JsonElement embedding = ledger.GetProperty("embedding");
                CompareLine(run, $"{where}, position", Values(embedding.GetProperty("position")), s => s.Kind == SinkKind.PositionEmbedding);
                if (embedding.TryGetProperty("token_type", out JsonElement types))
                {
                    CompareLine(run, $"{where}, token_type", Values(types), s => s.Kind == SinkKind.TypeEmbedding);
                }

                int layer = 0;
                foreach (JsonElement defect in ledger.GetProperty("softmax_defect").EnumerateArray())
                {
                    int index = layer++;
                    CompareLine(run, $"{where}, softmax_defect {index}", Values(defect), s => s.Kind == SinkKind.Softmax && s.Layer == index);
                }
            }
        }
    }

    public static TheoryData<string, string, VectorWidth> LayerMethods()
    {
        TheoryData<string, string, VectorWidth> data = [];
        foreach (GoldenCase golden in GoldenCase.All(LayerReferenceTests.IsLayerCase))
        {
            foreach (JsonProperty method in new LayerCase(golden).Methods)
            {
                // Other seeds start with a derivative; means over several inputs, and scores of hidden windows, are no shares of one score.
                if (method.Value.GetProperty("seed").GetString() is "logit" or "mask" or "all_logits" && LayerMethodTranslator.Procedure(method.Value) is null)
                {
                    foreach (VectorWidth width in Vectors.Available)
                    {
                        data.Add(golden.Name, method.Name, width);
                    }
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LayerMethods))]
    public void Of_a_layer_graph_closes_to_rounding(string name, string method, VectorWidth width)
    {
        LayerCase layers = new(GoldenCase.Found(name));
        using ArrayClassifier model = layers.Load(width);
        using Session session = model.CreateSession();
        MethodDescription description = model.Method(method);
        Assert.Equal(MethodReading.Relevance, description.Reading);
        (float[] input, int count) = layers.Input();
        Target[] targets = [.. Enumerable.Range(0, model.Description.Labels.Length).Select(Target.Label)];
        session.Explain(input, count, description, targets, new ArrayExplainOptions { Ledger = true });
        List<string> failures = [];
        for (int target = 0; target < targets.Length; target++)
        {
            for (int sample = 0; sample < count; sample++)
            {
                double score = session.Score(target, sample);
                List<double> lines = [.. session.InputRelevance(target, sample).ToArray().Select(v => (double)v)];
                for (int sink = 0; sink < model.Description.Sinks.Length; sink++)
                {
                    if (model.Description.Sinks[sink].Pass == description.Pass)
                    {
                        lines.Add(session.Ledger[sink, target, sample]);
                    }
                }

                // Relative to the largest line: what rounding can lose is a share of what is added up.
                double largest = lines.Append(score).Max(Math.Abs);
                double distance = Math.Abs(score - lines.Sum()) / largest;
                if (!(distance <= Tolerance))
                {
                    failures.Add(FormattableString.Invariant($"{name}, {method}, target {target}, sample {sample}: score {score:G9}, accounted for {lines.Sum():G9}, largest line {largest:G3}, distance {distance:E1}"));
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Theory]
    [MemberData(nameof(LayerMethods))]
    public void The_gain_of_a_layer_is_what_leaves_it_over_what_arrives(string name, string method, VectorWidth width)
    {
        GoldenCase golden = GoldenCase.Found(name);
        LayerCase layers = new(golden);
        using ArrayClassifier model = layers.Load(width);
        using Session session = model.CreateSession();
        (float[] input, int count) = layers.Input();
        Target[] targets = [Target.Label(0), Target.Predicted];
        session.Explain(input, count, model.Method(method), targets, new ArrayExplainOptions { Ledger = true, Layers = true });
        using JsonDocument description = JsonDocument.Parse(File.ReadAllText(Path.Combine(golden.Folder, "layers.json")));
        for (int target = 0; target < targets.Length; target++)
        {
            for (int sample = 0; sample < count; sample++)
            {
                int index = 0;
                Dictionary<string, double> magnitudes = new() { ["input"] = Magnitude(session.InputRelevance(target, sample)) };
                string before = "input";
                foreach (JsonElement layer in description.RootElement.GetProperty("layers").EnumerateArray())
                {
                    string at = layer.GetProperty("name").GetString()!;
                    string[] reads = layer.TryGetProperty("inputs", out JsonElement inputs) ? [.. inputs.EnumerateArray().Select(i => i.GetString()!)] : [before];
                    magnitudes[at] = Magnitude(session.LayerRelevance(index, target, sample));
                    double expected = magnitudes[at] > 0 ? reads.Sum(r => magnitudes[r]) / magnitudes[at] : 0;
                    double gain = session.Gain(index++, target, sample);
                    Assert.True(Math.Abs(gain - expected) <= Tolerance * expected, FormattableString.Invariant($"{name}, {method}, {at}: gain {gain:G9}, expected {expected:G9}"));
                    before = at;
                }
            }
        }

        static double Magnitude(ReadOnlySpan<float> values) => values.ToArray().Sum(v => Math.Abs((double)v));
    }

    private static void Compare(CaseRun run, string where, JsonElement lines, SinkKind kind)
    {
        foreach (JsonProperty line in lines.EnumerateObject())
        {
            CompareLine(run, $"{where}, {line.Name}", Values(line.Value), s => s.Kind == kind && s.Name == line.Name);
        }
    }

    private static void CompareLine(CaseRun run, string where, double[] expected, Predicate<SinkDescription> isLine)
    {
        int pass = run.Description.Methods.First(m => m.Name == "attnlrp").Pass;
        int sink = run.Description.Sinks.ToList().FindIndex(s => s.Pass == pass && isLine(s));
        Assert.True(sink >= 0, $"{where}: there is no such line");
        for (int row = 0; row < expected.Length; row++)
        {
            // A line can vanish (a key's bias shifts all scores of a row alike): the scale is that of the ledger, its logit.
            double ours = run.Session.Ledger[sink, 0, row];
            double scale = Math.Max(Math.Abs(expected[row]), Math.Abs(run.Session.Score(0, row)));
            Assert.True(
                Math.Abs(ours - expected[row]) <= Tolerance * scale,
                FormattableString.Invariant($"{where}, row {row}: {ours:G9}, expected {expected[row]:G9}"));
        }
    }

    private static double[] Values(JsonElement element) => [.. element.EnumerateArray().Select(v => v.GetDouble())];
}
