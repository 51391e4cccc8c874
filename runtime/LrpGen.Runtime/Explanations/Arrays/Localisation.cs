using System.Collections.Immutable;
using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>How well relevance finds the place of the evidence, where that place is known.</summary>
/// <param name="MassAccuracy">The share of the positive relevance that lies inside the mask, 0 to 1; NaN where there is no positive relevance.</param>
/// <param name="PointingGame">True if the strongest pixel lies inside the mask; null where it cannot be said.</param>
/// <param name="RankAccuracy">The share of the k strongest pixels that lie inside the mask of k pixels, 0 to 1; NaN where it cannot be said.</param>
/// <param name="MaskShare">The share of the image that the mask covers: what chance gives.</param>
/// <remarks>
/// Mass and rank accuracy: Arras et al. 2022 (CLEVR-XAI); pointing game: Zhang et al. 2018. Only positive relevance
/// counts. An empty mask gives no answer: NaN and null.
/// </remarks>
public sealed record Localisation(double MassAccuracy, bool? PointingGame, double RankAccuracy, double MaskShare)
{
    /// <summary>All measures of an image's explanation; channels are summed.</summary>
    /// <param name="explanation">An explanation of shape [channels, height, width] or [height, width].</param>
    /// <param name="mask">Height × width, true where the evidence is.</param>
    /// <exception cref="ArgumentException">The mask has another size than the image.</exception>
    public static Localisation Of(ArrayExplanation explanation, ReadOnlySpan<bool> mask)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        explanation.EnsureConsistent();
        ImmutableArray<int> shape = explanation.Shape;
        if (shape.Length is not (2 or 3)) throw new ArgumentException($"Shape {ArrayShape.Describe(shape)} is not an image's: [channels, height, width] or [height, width].", nameof(explanation));
        var sums = new double[shape[^1] * shape[^2]];
        for (int i = 0; i < explanation.Relevance.Length; i++) sums[i % sums.Length] += explanation.Relevance[i];
        return Of([.. sums.Select(sum => (float)sum)], mask);
    }

    /// <summary>All measures of a map.</summary>
    /// <param name="relevance">The relevance of every pixel.</param>
    /// <param name="mask">True where the evidence is.</param>
    /// <exception cref="ArgumentException">The mask has another size than the map.</exception>
    public static Localisation Of(ReadOnlySpan<float> relevance, ReadOnlySpan<bool> mask) => new(
        MassAccuracyOf(relevance, mask),
        PointingGameOf(relevance, mask),
        RankAccuracyOf(relevance, mask),
        mask.Length == 0 ? double.NaN : (double)mask.Count(true) / mask.Length);

    /// <summary>Σ max(R, 0) inside the mask / Σ max(R, 0).</summary>
    /// <returns>NaN where the mask is empty, there is no positive relevance, or a relevance is NaN or infinite.</returns>
    public static double MassAccuracyOf(ReadOnlySpan<float> relevance, ReadOnlySpan<bool> mask)
    {
        CheckSizes(relevance, mask);
        double inside = 0, all = 0;
        for (int i = 0; i < relevance.Length; i++)
        {
            if (!float.IsFinite(relevance[i])) return double.NaN;
            double positive = Math.Max(relevance[i], 0);
            all += positive;
            if (mask[i]) inside += positive;
        }

        return all > 0 && mask.Contains(true) ? inside / all : double.NaN;
    }

    /// <summary>Whether the strongest pixel lies inside the mask; where several are equally strong, whether one of them does.</summary>
    /// <returns>Null where the mask is empty, no relevance is positive, or a relevance is NaN or infinite.</returns>
    public static bool? PointingGameOf(ReadOnlySpan<float> relevance, ReadOnlySpan<bool> mask)
    {
        CheckSizes(relevance, mask);
        float largest = 0;
        bool inside = false;
        for (int i = 0; i < relevance.Length; i++)
        {
            if (!float.IsFinite(relevance[i])) return null;
            if (relevance[i] > largest) (largest, inside) = (relevance[i], mask[i]);
            else if (relevance[i] == largest) inside |= mask[i];
        }

        return largest > 0 && mask.Contains(true) ? inside : null;
    }

    /// <summary>The share of the k strongest pixels that lie inside a mask of k pixels. Pixels that are equally strong count in their order.</summary>
    /// <returns>NaN where the mask is empty, no relevance is positive, or a relevance is NaN or infinite.</returns>
    /// <remarks>A pixel without positive relevance is no hit, even where there are fewer than k with.</remarks>
    public static double RankAccuracyOf(ReadOnlySpan<float> relevance, ReadOnlySpan<bool> mask)
    {
        CheckSizes(relevance, mask);
        int size = mask.Count(true), positive = 0;
        float[] values = relevance.ToArray();
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) return double.NaN;
            if (value > 0) positive++;
        }

        if (size == 0 || positive == 0) return double.NaN;
        int hits = 0;
        foreach (int i in Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(Math.Min(size, positive)))
        {
            if (mask[i]) hits++;
        }

        return (double)hits / size;
    }

    private static void CheckSizes(ReadOnlySpan<float> relevance, ReadOnlySpan<bool> mask)
    {
        if (relevance.Length == mask.Length) return;
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The map has {relevance.Length} pixels, the mask {mask.Length}."), nameof(mask));
    }
}
