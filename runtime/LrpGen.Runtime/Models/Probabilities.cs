using System.Collections.Immutable;
using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>What a problem type makes of logits: probabilities, and their derivatives.</summary>
internal static class Probabilities
{
    /// <summary>Logits with the labels' names and probabilities.</summary>
    public static ImmutableArray<LabelScore> Scores(ProblemType problem, ImmutableArray<string> labels, ReadOnlySpan<float> logits)
    {
        Span<float> probabilities = logits.Length <= 256 ? stackalloc float[logits.Length] : new float[logits.Length];
        Write(problem, logits, 1, probabilities);
        ImmutableArray<LabelScore>.Builder scores = ImmutableArray.CreateBuilder<LabelScore>(logits.Length);
        for (int i = 0; i < logits.Length; i++)
        {
            scores.Add(new LabelScore(labels[i], logits[i], problem == ProblemType.Regression ? null : probabilities[i]));
        }

        return scores.MoveToImmutable();
    }

    /// <summary>
    /// The derivative of a label's probability by every logit: p (δ − p) / temperature of the softmax, p (1 − p) / temperature
    /// at its own logit alone of the sigmoid.
    /// </summary>
    public static void WriteGradient(ProblemType problem, ReadOnlySpan<float> logits, float temperature, int label, Span<float> gradient)
    {
        Write(problem, logits, temperature, gradient);
        float probability = gradient[label];
        for (int i = 0; i < gradient.Length; i++)
        {
            float own = i == label ? 1 : 0;
            gradient[i] = probability * (problem == ProblemType.MultiLabel ? own * (1 - probability) : own - gradient[i]) / temperature;
        }
    }

    /// <summary>The place of the first logit that is NaN or infinite, or −1.</summary>
    public static int IndexOfNoNumber(ReadOnlySpan<float> logits)
    {
        for (int i = 0; i < logits.Length; i++)
        {
            if (!float.IsFinite(logits[i])) return i;
        }

        return -1;
    }

    /// <summary>The error of a call whose logits are no numbers: nothing can be predicted from them, and nothing explained.</summary>
    /// <param name="logits">Inputs × outputs.</param>
    /// <param name="at">Which is none.</param>
    /// <param name="outputs">Logits of one input.</param>
    /// <param name="labels">The labels' names; where a label has several logits, they lie together.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="cause">What may be wrong.</param>
    public static NotFiniteNumberException NoNumber(
        ReadOnlySpan<float> logits, int at, int outputs, ImmutableArray<string> labels, string model, string? cause)
    {
        cause ??= "a weight may be no number, or a value too large for 32 bits";
        string label = VisibleText.OneLine(labels[at % outputs / Math.Max(1, outputs / labels.Length)]);
        string which = logits.Length > outputs ? string.Create(CultureInfo.InvariantCulture, $" of input {at / outputs}") : "";
        return new NotFiniteNumberException(
            string.Create(CultureInfo.InvariantCulture, $"{model}: the logit of '{label}'{which} is {logits[at]}, so that nothing is predicted; {cause}."), logits[at]);
    }

    private static void Write(ProblemType problem, ReadOnlySpan<float> logits, float temperature, Span<float> probabilities)
    {
        if (problem != ProblemType.MultiLabel)
        {
            Target.SoftMax(logits, temperature, probabilities);
            return;
        }

        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] = 1 / (1 + MathF.Exp(-logits[i] / temperature));
        }
    }

    /// <summary>What is thrown where a target's weights make no score of logits.</summary>
    public static NotFiniteNumberException NoScore(float score)
        => new(FormattableString.Invariant($"The explained score is {score}: the weights of the target are too large, and nothing can be shared out."), score);
}
