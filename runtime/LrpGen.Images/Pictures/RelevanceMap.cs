using System.Collections.Immutable;
using System.Globalization;
using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>Relevance of the pixels of an image: the channels are summed, for relevance is additive.</summary>
public sealed class RelevanceMap
{
    private RelevanceMap(int width, int height, ImmutableArray<float> values) => (Width, Height, Values) = (width, height, values);

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The relevance of every pixel, row by row.</summary>
    public ImmutableArray<float> Values { get; }

    /// <summary>How many pixels have a relevance that is NaN or infinite.</summary>
    public int NonFiniteCount => Values.Count(value => !float.IsFinite(value));

    /// <summary>The map of an explanation's input, or of one of its inner layers.</summary>
    /// <exception cref="ArgumentException">The shape is not [channels, height, width] or [height, width], or there is no such layer.</exception>
    public static RelevanceMap Of(ArrayExplanation explanation, string? layer = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        explanation.EnsureConsistent();
        if (layer is null) return Sum(explanation.Relevance.AsSpan(), explanation.Shape, "The input");
        foreach (LayerRelevance inner in explanation.Layers)
        {
            if (inner.Name == layer) return Sum(inner.Values.AsSpan(), inner.Shape, $"Layer '{layer}'");
        }

        throw new ArgumentException($"The explanation holds no relevance of a layer '{layer}'; it holds: {string.Join(", ", explanation.Layers.Select(inner => inner.Name).DefaultIfEmpty("none"))}.", nameof(layer));
    }

    /// <summary>A map from its values, row by row.</summary>
    public static RelevanceMap FromValues(int width, int height, ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return values.Length == (long)width * height
            ? new(width, height, [.. values])
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{width} × {height} pixels need {(long)width * height} values, found {values.Length}."), nameof(values));
    }

    /// <summary>What speaks for the target: negative relevance becomes 0.</summary>
    public RelevanceMap Positive() => Map(value => value > 0 || float.IsNaN(value) ? value : 0);

    /// <summary>What speaks against it, with positive numbers.</summary>
    public RelevanceMap Negative() => Map(value => value < 0 || float.IsNaN(value) ? -value : 0);

    /// <summary>|R|, for unsigned colour maps.</summary>
    public RelevanceMap Magnitude() => Map(Math.Abs);

    /// <summary>The map at another size. Values are interpolated, not summed: a pixel stands for the density of relevance.</summary>
    public RelevanceMap Resize(int width, int height, Interpolation interpolation = Interpolation.Bilinear)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return new(width, height, [.. Resampling.Resize(Values.AsSpan(), Width, Height, width, height, interpolation)]);
    }

    private RelevanceMap Map(Func<float, float> change) => new(Width, Height, [.. Values.Select(change)]);

    private static RelevanceMap Sum(ReadOnlySpan<float> values, ImmutableArray<int> shape, string what)
    {
        if (shape.Length is not (2 or 3))
        {
            throw new ArgumentException($"{what} has shape {ArrayShape.Describe(shape)}; a picture needs [channels, height, width] or [height, width].", nameof(shape));
        }

        (int height, int width) = (shape[^2], shape[^1]);
        var sums = new double[width * height];
        for (int i = 0; i < values.Length; i++) sums[i % sums.Length] += values[i];
        return new(width, height, [.. sums.Select(sum => (float)sum)]);
    }
}
