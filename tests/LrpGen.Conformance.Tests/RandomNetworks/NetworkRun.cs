using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>
/// Holds what a compiled network computes against double precision: logits, relevance of the input and of every layer, the
/// ledger's balance, and bits that must not depend on threads and batches.
/// </summary>
internal sealed class NetworkRun
{
    // As for the golden references.
    private const double Tolerance = 1e-5;

    /// <summary>What float32 loses where a product is smaller than its smallest normal number, 1.2e-38.</summary>
    public const double Underflow = 1e-37;

    private readonly CompiledNetwork compiled;
    private readonly float[][] samples;
    private readonly Target[] targets;
    private readonly int[] labels;
    private readonly List<string> faults = [];
    private readonly Dictionary<VectorWidth, HashSet<(int Method, int Target, int Sample)>> distant = [];

    private NetworkRun(CompiledNetwork compiled)
    {
        this.compiled = compiled;
        float[] input = compiled.Network.Input;
        samples = [.. input.Chunk(input.Length / compiled.Network.Samples)];
        int count = compiled.Spec.Labels.Count;
        labels = count == 1 ? [0] : [0, count - 1];
        targets = [.. labels.Select(l => Target.Label(l))];
    }

    /// <summary>What is wrong whatever the condition of the network.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Results that are further from double precision than they should be: wrong, or ill-conditioned.</summary>
    public IReadOnlyDictionary<VectorWidth, HashSet<(int Method, int Target, int Sample)>> Distant => distant;

    public CompiledNetwork Compiled => compiled;

    /// <summary>Runs a network at every vector width, by one, two and three threads, in a batch and alone.</summary>
    public static NetworkRun Of(CompiledNetwork compiled)
    {
        NetworkRun run = new(compiled);
        run.Compare();
        run.CompareBits();
        return run;
    }

    /// <summary>Results that were compared, at all vector widths.</summary>
    public int Rows => Vectors.Available.Count * compiled.Network.Methods.Length * labels.Length * samples.Length;

    /// <summary>What is explained, in the order of the targets.</summary>
    public int[] Labels => labels;

    public double[] Sample(int index) => [.. samples[index].Select(v => (double)v)];

    /// <summary>Where relevance of a target begins.</summary>
    public Func<double[], double[]> Seed(int method, int label)
    {
        string seed = compiled.Spec.Methods[method].Seed;
        int positions = Volume.Size([.. compiled.Spec.Layers[^1].OutputShape.Sizes]) / compiled.Spec.Labels.Count;
        return output => [.. output.Select((v, i) => seed == "all-logits" ? v : i / positions != label ? 0 : seed == "one" ? 1 : v)];
    }

    /// <summary>Explains all samples by a method.</summary>
    public Session Explain(ArrayClassifier model, int method, ReadOnlySpan<float> input)
    {
        Session session = model.CreateSession();
        session.Explain(input, input.Length / samples[0].Length, model.Description.Methods[method], targets, new ArrayExplainOptions
        {
            Layers = true,
            Ledger = true,
            Conditions = [.. compiled.Network.Methods[method].Conditions.Select(c => new ChannelCondition(c.Key, [.. c.Value]))],
        });
        return session;
    }

    private void Compare()
    {
        Dictionary<string, double[]>[] values = [.. samples.Select((_, s) => compiled.Reference.Forward(Sample(s)))];
        Dictionary<string, double[]>[][][] expected =
            [.. compiled.Network.Methods.Select((m, method) => labels.Select(label => values.Select(v =>
                compiled.Reference.Relevance(v, compiled.RulesOf(method), Seed(method, label), m.Conditions)).ToArray()).ToArray())];
        foreach (VectorWidth width in Vectors.Available)
        {
            distant[width] = [];
            using ArrayClassifier model = compiled.Load(width);
            for (int method = 0; method < expected.Length; method++)
            {
                using Session session = Explain(model, method, compiled.Network.Input);
                for (int target = 0; target < labels.Length; target++)
                {
                    for (int sample = 0; sample < samples.Length; sample++)
                    {
                        bool far = Far(session.Logits(sample), values[sample][LogitsLayer()], 1);
                        double scale = expected[method][target][sample].Max(e => e.Value.Max(Math.Abs));
                        foreach ((string layer, double[] relevance) in expected[method][target][sample])
                        {
                            far |= Far(Ours(session, model, layer, target, sample), relevance, scale);
                        }

                        if (far)
                        {
                            _ = distant[width].Add((method, target, sample));
                        }

                        CheckLedger(model, session, width, method, target, sample, values[sample]);
                    }
                }
            }
        }
    }

    /// <summary>The layer whose outputs are the logits: what is before a softmax.</summary>
    public string LogitsLayer() => compiled.Network.Layers[^1] is { Op: "softmax" } softmax ? softmax.Inputs[0] : compiled.Network.Layers[^1].Name;

    /// <summary>Relevance of a layer or of the input.</summary>
    public static ReadOnlySpan<float> Ours(Session session, ArrayClassifier model, string layer, int target, int sample)
        => layer == RandomNetwork.InputName
            ? session.InputRelevance(target, sample)
            : session.LayerRelevance(model.Description.OutputIndex(layer), target, sample);

    private static bool Far(ReadOnlySpan<float> ours, double[] expected, double scale)
    {
        double largest = expected.Max(Math.Abs), difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double d = Math.Abs(ours[i] - expected[i]);
            difference = d <= difference ? difference : d;
        }

        return !(difference <= (Tolerance * largest) + (Underflow * Math.Max(1, scale)));
    }

    private void CheckLedger(ArrayClassifier model, Session session, VectorWidth width, int method, int target, int sample, Dictionary<string, double[]> values)
    {
        if (compiled.Network.Methods[method].Conditions.Count > 0)
        {
            return;
        }

        int pass = model.Description.Methods[method].Pass;
        double[] lines =
        [
            .. session.InputRelevance(target, sample).ToArray().Select(v => (double)v),
            .. Enumerable.Range(0, model.Description.Sinks.Length).Where(s => model.Description.Sinks[s].Pass == pass).Select(s => (double)session.Ledger[s, target, sample]),
        ];
        int positions = Volume.Size([.. compiled.Spec.Layers[^1].OutputShape.Sizes]) / compiled.Spec.Labels.Count;
        double sent = compiled.Spec.Methods[method].Seed == "one" ? positions : session.Score(target, sample);

        // Rounding loses a share of what is added up, in each layer that relevance passes.
        double largest = lines.Append(sent).Concat(compiled.Network.Layers.Select(l => Magnitude(Ours(session, model, l.Name, target, sample)))).Max(Math.Abs);
        largest = Math.Max(largest, HiddenInNorms(model, session, method, target, sample, values));
        if (!(Math.Abs(sent - lines.Sum()) <= (Tolerance * largest) + Underflow))
        {
            faults.Add(FormattableString.Invariant($"{Where(width, method, target, sample)}: the ledger accounts for {lines.Sum():G9} of {sent:G9}, largest line {largest:G3}"));
        }
    }

    // A batch norm is one line, bias − mean · factor: where the two cancel, what each of them takes is not to be seen in it.
    private double HiddenInNorms(ArrayClassifier model, Session session, int method, int target, int sample, Dictionary<string, double[]> values)
    {
        double largest = 0;
        foreach (LayerSpec norm in compiled.Spec.Layers.Where(l => l.Op == "batch_norm" && l.Weights.Count > 1 && compiled.RulesOf(method)(l.Name) is { Name: not ("gradient" or "folded") }))
        {
            float[] shift = compiled.Network.Weight(norm.Weights[1]);
            ReadOnlySpan<float> r = Ours(session, model, norm.Name, target, sample);
            double[] z = values[norm.Name];
            for (int i = 0; i < r.Length; i++)
            {
                double hidden = Math.Abs(r[i] / z[i] * shift[i / (r.Length / shift.Length)]);
                largest = double.IsFinite(hidden) ? Math.Max(largest, hidden) : largest;
            }
        }

        return largest;
    }

    private static double Magnitude(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += Math.Abs((double)value);
        }

        return sum;
    }

    private void CompareBits()
    {
        using ArrayClassifier one = compiled.Load(Vectors.Default), two = compiled.Load(Vectors.Default, threads: 2), three = compiled.Load(Vectors.Default, threads: 3);
        for (int method = 0; method < compiled.Network.Methods.Length; method++)
        {
            using Session whole = Explain(one, method, compiled.Network.Input), byTwo = Explain(two, method, compiled.Network.Input), byThree = Explain(three, method, compiled.Network.Input);
            for (int sample = 0; sample < samples.Length; sample++)
            {
                using Session alone = Explain(one, method, samples[sample]);
                SameBits("two threads", whole, one, byTwo, two, method, sample, sample);
                SameBits("three threads", whole, one, byThree, three, method, sample, sample);
                SameBits("a sample alone", whole, one, alone, one, method, sample, 0);
            }
        }
    }

    private void SameBits(string what, Session a, ArrayClassifier modelOfA, Session b, ArrayClassifier modelOfB, int method, int sample, int sampleOfB)
    {
        if (!a.Logits(sample).SequenceEqual(b.Logits(sampleOfB)))
        {
            faults.Add($"{Where(Vectors.Default, method, 0, sample)}: {what}: other logits");
        }

        for (int target = 0; target < labels.Length; target++)
        {
            foreach (string layer in compiled.Network.Layers.Select(l => l.Name).Prepend(RandomNetwork.InputName))
            {
                if (!Ours(a, modelOfA, layer, target, sample).SequenceEqual(Ours(b, modelOfB, layer, target, sampleOfB)))
                {
                    faults.Add($"{Where(Vectors.Default, method, target, sample)}: {what}: other bits at {layer}");
                }
            }

            for (int line = 0; line < modelOfA.Description.Sinks.Length; line++)
            {
                if (!a.Ledger[line, target, sample].Equals(b.Ledger[line, target, sampleOfB]))
                {
                    faults.Add($"{Where(Vectors.Default, method, target, sample)}: {what}: another value in line {line} of the ledger");
                }
            }
        }
    }

    /// <summary>A place, for messages.</summary>
    public string Where(VectorWidth width, int method, int target, int sample)
        => $"{width}, method {compiled.Network.Methods[method].Name}, label {labels[target]}, sample {sample}";
}
