using System.Globalization;

namespace LrpGen.Images;

/// <summary>The relevances at the two ends of a colour map.</summary>
public sealed record RelevanceBounds
{
    private RelevanceBounds(double low, double high) => (Low, High) = (low, high);

    /// <summary>The relevance of the map's lowest colour; what is smaller gets it as well.</summary>
    public double Low { get; }

    /// <summary>The relevance of the map's highest colour; what is larger gets it as well.</summary>
    public double High { get; }

    /// <summary>True if zero lies in the middle, as signed maps need it.</summary>
    public bool IsSymmetric => Low == -High;

    /// <summary>From −<paramref name="full"/> to <paramref name="full"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite and positive.</exception>
    public static RelevanceBounds Symmetric(double full)
    {
        if (!(double.IsFinite(full) && full > 0)) throw new ArgumentOutOfRangeException(nameof(full), full, "Full colour must stand for a finite, positive relevance.");
        return new(-full, full);
    }

    /// <summary>From one relevance to another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not finite, or do not ascend.</exception>
    public static RelevanceBounds Between(double low, double high)
    {
        if (!(double.IsFinite(low) && double.IsFinite(high) && low < high))
        {
            throw new ArgumentOutOfRangeException(nameof(high), string.Create(CultureInfo.InvariantCulture, $"Bounds must be finite and ascend, found {low} and {high}."));
        }

        return new(low, high);
    }

    /// <summary>Symmetric bounds over one or several maps: give the same to all pictures that are compared.</summary>
    /// <param name="maps">The maps. NaN and infinities do not count.</param>
    /// <param name="quantile">
    /// 1 takes the largest magnitude. Smaller ones, such as 0.999, keep a few strong pixels from making the rest pale;
    /// these pixels then share full colour.
    /// </param>
    public static RelevanceBounds SymmetricOver(IEnumerable<RelevanceMap> maps, double quantile = 1)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (!(quantile > 0 && quantile <= 1)) throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "A quantile lies above 0 and is at most 1.");
        double[] sizes = [.. maps.SelectMany(map => map.Values).Where(float.IsFinite).Select(value => Math.Abs((double)value))];
        if (sizes.Length == 0) return new(-1, 1);
        Array.Sort(sizes);
        double full = sizes[(int)Math.Ceiling(quantile * sizes.Length) - 1];
        if (full == 0) full = sizes[^1];

        // No relevance at all: everything is neutral whatever the bounds are.
        return full > 0 ? new(-full, full) : new(-1, 1);
    }

    /// <summary>
    /// What suits a colour map: symmetric bounds for a signed one, from 0 to the largest relevance for an unsigned one.
    /// </summary>
    public static RelevanceBounds For(ColorMap colors, IEnumerable<RelevanceMap> maps)
    {
        ArgumentNullException.ThrowIfNull(colors);
        ArgumentNullException.ThrowIfNull(maps);
        if (colors.IsSigned) return SymmetricOver(maps);
        float largest = maps.SelectMany(map => map.Values).Where(float.IsFinite).DefaultIfEmpty().Max();
        return new(0, largest > 0 ? largest : 1);
    }

    /// <summary>From the smallest to the largest relevance, for unsigned maps.</summary>
    public static RelevanceBounds MinMaxOver(IEnumerable<RelevanceMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float value in maps.SelectMany(map => map.Values).Where(float.IsFinite))
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return low < high ? new(low, high) : double.IsFinite(low) ? new(low, low + 1) : new(0, 1);
    }

    /// <summary>The place of a relevance on the map, 0 to 1.</summary>
    /// <remarks>
    /// Between symmetric bounds zero falls on index 80 (128 of 255) exactly, so that no relevance gives the neutral
    /// colour exactly; a straight line would miss it by half a step.
    /// </remarks>
    public double PlaceOf(double relevance)
    {
        if (!IsSymmetric) return Math.Clamp((relevance - Low) / (High - Low), 0, 1);
        double share = Math.Clamp(relevance / High, -1, 1);
        return (128 + (share * (share < 0 ? 128 : 127))) / 255;
    }
}
