using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What is explained: the scalar at the network's output whose relevance is sent back.</summary>
/// <remarks>
/// A target is a seed, a vector over the labels; the explained score is Σ seed · logit. Methods in gradient form are
/// linear in the seed, so the map of a contrast is the difference of the maps.
/// </remarks>
public readonly record struct Target
{
    private enum Kind { Predicted, Label, Contrast, AgainstOthers, Probability, Custom }

    private readonly Kind kind;
    private readonly int label;
    private readonly int other;
    private readonly float temperature;
    private readonly ImmutableArray<float> weights;

    private Target(ImmutableArray<float> weights) => (kind, label, other, temperature, this.weights) = (Kind.Custom, -1, -1, 1, weights);

    private Target(Kind kind, int label = -1, int other = -1, float temperature = 1)
        => (this.kind, this.label, this.other, this.temperature) = (kind, label, other, temperature);

    /// <summary>The logit of the label with the largest logit (the first one of equals).</summary>
    public static Target Predicted => default;

    /// <summary>The logit of one label.</summary>
    public static Target Label(int label) => new(Kind.Label, label);

    /// <summary>One logit minus another: why this label <em>and not</em> the other.</summary>
    public static Target Contrast(int label, int other) => new(Kind.Contrast, label, other);

    /// <summary>One logit minus the mean of all others.</summary>
    public static Target AgainstOthers(int label) => new(Kind.AgainstOthers, label);

    /// <summary>
    /// The probability of a label, linearised at the logits. Where one label is right that is the softmax's, seed =
    /// p (δ − p) / temperature; where each label stands on its own the sigmoid's, p (1 − p) / temperature at the label alone.
    /// </summary>
    public static Target Probability(int label, float temperature = 1)
        => temperature > 0 && float.IsFinite(temperature)
            ? new(Kind.Probability, label, -1, temperature)
            : throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be a positive number.");

    /// <summary>Any weighted sum of logits.</summary>
    /// <param name="weights">One weight a label.</param>
    public static Target Weighted(params ReadOnlySpan<float> weights) => new([.. weights]);

    /// <summary>The label that the target is about, given the logits: of a weighted sum the one with the largest weight.</summary>
    public int LabelFor(ReadOnlySpan<float> logits) => kind switch
    {
        Kind.Predicted => IndexOfLargest(logits),
        // Weights of single logits belong to the label of those logits.
        Kind.Custom => IndexOfLargest(weights.AsSpan()) / Math.Max(1, weights.Length / logits.Length),
        _ => label,
    };

    /// <summary>The label whose logit alone is explained, or <see langword="null"/> where the target is anything else.</summary>
    public int? SingleLabel(ReadOnlySpan<float> logits) => kind is Kind.Predicted or Kind.Label ? LabelFor(logits) : null;

    /// <summary>Refuses a target that says nothing of a model: its seed would be zero, or not what the words mean.</summary>
    /// <param name="problem">What the model's logits mean.</param>
    /// <param name="labels">How many labels it has.</param>
    /// <exception cref="ArgumentOutOfRangeException">The target names a label that the model does not have.</exception>
    /// <exception cref="ArgumentException">The target makes no sense for the model; the message says which does.</exception>
    public void Check(ProblemType problem, int labels)
    {
        if (kind is not (Kind.Predicted or Kind.Custom)) Checked(label, labels);
        if (kind == Kind.Contrast) Checked(other, labels);
        string? fault = kind switch
        {
            Kind.Predicted when problem == ProblemType.Regression && labels > 1 =>
                $"A regression of {labels} outputs predicts no label: name the output that is to be explained ({nameof(Target)}.{nameof(Label)})",
            Kind.Contrast when label == other => "A label against itself is nothing: two labels are needed",
            Kind.AgainstOthers when labels == 1 => $"There are no others where there is one label: explain its logit ({nameof(Target)}.{nameof(Label)})",
            Kind.Probability when problem == ProblemType.Regression =>
                $"The output of a regression is no probability: explain it itself ({nameof(Target)}.{nameof(Label)})",
            Kind.Probability when problem == ProblemType.SingleLabel && labels == 1 =>
                $"The softmax of one label is always 1: explain its logit ({nameof(Target)}.{nameof(Label)}), or describe the model as multi_label_classification, whose probability is the sigmoid",
            Kind.Custom when weights.AsSpan().ContainsAnyExcept(0f) == false => "All weights of the target are 0: nothing would be explained",
            Kind.Custom when !weights.All(float.IsFinite) => "A weight of the target is not a number",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ArgumentException($"{fault}.");
        }
    }

    /// <summary>Writes the seed that belongs to these logits.</summary>
    /// <param name="problem">What the logits mean.</param>
    /// <param name="logits">Logits of one sequence.</param>
    /// <param name="seed">Receives as many values as there are logits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The target names a label that the model does not have.</exception>
    public void WriteSeed(ProblemType problem, ReadOnlySpan<float> logits, Span<float> seed)
    {
        seed.Clear();
        int index = Checked(LabelFor(logits), logits.Length);
        switch (kind)
        {
            case Kind.Contrast:
                seed[index] = 1;
                seed[Checked(other, logits.Length)] = -1;
                break;
            case Kind.AgainstOthers:
                seed.Fill(logits.Length > 1 ? -1f / (logits.Length - 1) : 0);
                seed[index] = 1;
                break;
            case Kind.Probability:
                Probabilities.WriteGradient(problem, logits, temperature, index, seed);
                break;
            case Kind.Custom when weights.Length != logits.Length:
                throw new ArgumentException($"The target has {weights.Length} weights; the model has {logits.Length} labels.", nameof(seed));
            case Kind.Custom:
                weights.AsSpan().CopyTo(seed);
                break;
            default:
                seed[index] = 1;
                break;
        }
    }

    /// <summary>
    /// Writes the seed for logits that each label has at several positions (a mask for each class). A label means all of its
    /// positions; the predicted one has the largest sum of logits; a probability is that at each position. A weighted sum has
    /// one weight a label, or one a logit.
    /// </summary>
    /// <param name="problem">What the logits mean.</param>
    /// <param name="logits">Labels × positions.</param>
    /// <param name="seed">Receives as many values.</param>
    /// <param name="positions">Logits of one label.</param>
    internal void WriteSeed(ProblemType problem, ReadOnlySpan<float> logits, Span<float> seed, int positions)
    {
        if (positions == 1 || (kind == Kind.Custom && weights.Length == logits.Length))
        {
            WriteSeed(problem, logits, seed);
            return;
        }

        int labels = logits.Length / positions;
        Span<float> here = labels <= 256 ? stackalloc float[labels] : new float[labels];
        Span<float> seedHere = labels <= 256 ? stackalloc float[labels] : new float[labels];
        Target target = this;
        if (kind == Kind.Predicted)
        {
            Sum(logits, here);
            target = Label(LabelFor(here));
        }

        for (int position = 0; position < positions; position++)
        {
            for (int label = 0; label < labels; label++)
            {
                here[label] = logits[(label * positions) + position];
            }

            target.WriteSeed(problem, here, seedHere);
            for (int label = 0; label < labels; label++)
            {
                seed[(label * positions) + position] = seedHere[label];
            }
        }
    }

    /// <summary>The sum of each label's logits, where it has several.</summary>
    internal static float[] SumsOf(ReadOnlySpan<float> logits, int labels)
    {
        float[] sums = new float[labels];
        Sum(logits, sums);
        return sums;
    }

    private static void Sum(ReadOnlySpan<float> logits, Span<float> sums)
    {
        int positions = logits.Length / sums.Length;
        for (int label = 0; label < sums.Length; label++)
        {
            sums[label] = (float)Reductions.Sum(logits.Slice(label * positions, positions));
        }
    }

    /// <summary>The target in words, with the model's label names.</summary>
    public string Describe(IReadOnlyList<string> labels, ReadOnlySpan<float> logits)
    {
        string name = labels[Checked(LabelFor(logits), labels.Count)];
        return kind switch
        {
            Kind.Contrast => $"{name} − {labels[Checked(other, labels.Count)]}",
            Kind.AgainstOthers => $"{name} − mean of the others",
            Kind.Custom => "weighted sum of " + string.Join(", ", labels),
            Kind.Probability => temperature == 1
                ? $"probability of {name}"
                : FormattableString.Invariant($"probability of {name} at temperature {temperature}"),
            _ => name,
        };
    }

    /// <summary>The index of the largest logit, the first one of equals.</summary>
    public static int IndexOfLargest(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>Softmax of logits divided by a temperature.</summary>
    public static void SoftMax(ReadOnlySpan<float> logits, float temperature, Span<float> probabilities)
    {
        float largest = logits[IndexOfLargest(logits)];
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] = MathF.Exp((logits[i] - largest) / temperature);
            sum += probabilities[i];
        }

        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] = (float)(probabilities[i] / sum);
        }
    }

    private static int Checked(int index, int labels)
        => (uint)index < (uint)labels
            ? index
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"The model has {labels} labels, 0 to {labels - 1}.");
}
