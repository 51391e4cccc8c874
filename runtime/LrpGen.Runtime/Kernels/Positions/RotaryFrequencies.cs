using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>
/// The frequencies of a rotary embedding (Su et al. 2021, RoFormer), and how they are scaled for longer texts: the formulas that
/// transformers names <c>rope_type</c>.
/// </summary>
/// <param name="Inverse">Radians a position, one a pair of columns: 1/base^(2i/columns) where nothing is scaled.</param>
/// <param name="AttentionFactor">Factor of sine and cosine.</param>
public sealed record RotaryFrequencies(ImmutableArray<double> Inverse, double AttentionFactor = 1)
{
    /// <summary><c>default</c>: 1/base^(2i/columns).</summary>
    /// <param name="theta">The base, <c>rope_theta</c>.</param>
    /// <param name="columns">Columns of a head that are turned.</param>
    /// <exception cref="ArgumentException">The columns are no pairs, or the base is not above 0.</exception>
    public static RotaryFrequencies Default(double theta, int columns)
    {
        if (columns < 2 || columns % 2 != 0 || !(theta > 0))
        {
            throw new ArgumentException($"Expected pairs of columns and a base above 0, found {columns} and {theta}.");
        }

        return new([.. Enumerable.Range(0, columns / 2).Select(i => 1 / Math.Pow(theta, 2.0 * i / columns))]);
    }

    /// <summary><c>linear</c>: all frequencies divided by a factor.</summary>
    /// <param name="theta">The base.</param>
    /// <param name="columns">Columns of a head that are turned.</param>
    /// <param name="factor">How many times longer texts may be.</param>
    /// <exception cref="ArgumentException">The numbers are no rotary embedding's.</exception>
    public static RotaryFrequencies Linear(double theta, int columns, double factor) =>
        new([.. Default(theta, columns).Inverse.Select(f => f / Positive(factor, nameof(factor)))]);

    /// <summary>
    /// <c>dynamic</c>: a larger base the longer the text is. A table holds for one length: up to <paramref name="maxPositions"/> it is
    /// the default one, and all positions of a longer text are turned by the frequencies of its own length, as in a transformers
    /// model that meets that text first.
    /// </summary>
    /// <param name="theta">The base.</param>
    /// <param name="columns">Columns of a head that are turned; more than 2.</param>
    /// <param name="factor">How many times longer texts may be.</param>
    /// <param name="maxPositions"><c>max_position_embeddings</c>.</param>
    /// <param name="length">Number of tokens.</param>
    /// <exception cref="ArgumentException">The numbers are no rotary embedding's.</exception>
    public static RotaryFrequencies Dynamic(double theta, int columns, double factor, int maxPositions, int length)
    {
        Positive(factor, nameof(factor));
        Positive(maxPositions, nameof(maxPositions));
        double growth = (factor * Math.Max(length, maxPositions) / maxPositions) - (factor - 1);
        return Default(columns > 2 ? theta * Math.Pow(growth, columns / (columns - 2.0)) : theta, columns);
    }

    /// <summary><c>yarn</c> (Peng et al. 2023): high frequencies are kept, low ones divided, those between mixed.</summary>
    /// <param name="theta">The base.</param>
    /// <param name="columns">Columns of a head that are turned.</param>
    /// <param name="factor">How many times longer texts may be.</param>
    /// <param name="originalPositions">Positions that the model was trained with before: <c>original_max_position_embeddings</c>.</param>
    /// <param name="betaFast">Turns within those positions from which on a frequency is kept.</param>
    /// <param name="betaSlow">Turns up to which a frequency is divided.</param>
    /// <param name="attentionFactor"><c>attention_factor</c>; null to compute it.</param>
    /// <param name="scale"><c>mscale</c>, null for none.</param>
    /// <param name="scaleOfAll"><c>mscale_all_dim</c>, null for none.</param>
    /// <param name="truncate">Whether the bounds of the mixture are whole pairs.</param>
    /// <exception cref="ArgumentException">The numbers are no rotary embedding's.</exception>
    public static RotaryFrequencies Yarn(
        double theta,
        int columns,
        double factor,
        double originalPositions,
        double betaFast = 32,
        double betaSlow = 1,
        double? attentionFactor = null,
        double? scale = null,
        double? scaleOfAll = null,
        bool truncate = true)
    {
        Positive(factor, nameof(factor));
        Positive(originalPositions, nameof(originalPositions));
        ImmutableArray<double> kept = Default(theta, columns).Inverse;
        (double low, double high) = (Pair(betaFast), Pair(betaSlow));
        (low, high) = truncate ? (Math.Floor(low), Math.Ceiling(high)) : (low, high);
        (low, high) = (Math.Max(low, 0), Math.Min(high, columns - 1));
        high = low == high ? high + 0.001 : high;
        double computed = scale is { } one and not 0 && scaleOfAll is { } all and not 0 ? Temperature(one) / Temperature(all) : Temperature(1);
        return new(
            [.. kept.Select((f, i) =>
            {
                double divided = Math.Clamp((i - low) / (high - low), 0, 1);
                return (f / factor * divided) + (f * (1 - divided));
            })],
            attentionFactor ?? computed);

        // The pair of columns that makes so many turns.
        double Pair(double turns) => columns * Math.Log(originalPositions / (turns * 2 * Math.PI)) / (2 * Math.Log(theta));

        double Temperature(double by) => factor <= 1 ? 1 : (0.1 * by * Math.Log(factor)) + 1;
    }

    /// <summary>
    /// <c>longrope</c> (Ding et al. 2024): a divisor a pair of columns. There are two lists, for texts up to the original length and
    /// for longer ones; a table is made of the one that its texts need.
    /// </summary>
    /// <param name="theta">The base.</param>
    /// <param name="columns">Columns of a head that are turned.</param>
    /// <param name="divisors"><c>short_factor</c> or <c>long_factor</c>, one a pair.</param>
    /// <param name="factor">How many times longer texts may be: <c>factor</c>, or the most positions over the original ones.</param>
    /// <param name="originalPositions"><c>original_max_position_embeddings</c>.</param>
    /// <param name="attentionFactor"><c>attention_factor</c>; null to compute it.</param>
    /// <exception cref="ArgumentException">The numbers are no rotary embedding's.</exception>
    public static RotaryFrequencies LongRope(
        double theta, int columns, ReadOnlySpan<double> divisors, double factor, double originalPositions, double? attentionFactor = null)
    {
        ImmutableArray<double> kept = Default(theta, columns).Inverse;
        if (divisors.Length != kept.Length)
        {
            throw new ArgumentException($"divisors: expected {kept.Length}, one a pair of columns, found {divisors.Length}.", nameof(divisors));
        }

        double[] by = divisors.ToArray();
        double computed = factor <= 1 ? 1 : Math.Sqrt(1 + (Math.Log(factor) / Math.Log(Positive(originalPositions, nameof(originalPositions)))));
        return new([.. kept.Select((f, i) => f / by[i])], attentionFactor ?? computed);
    }

    /// <summary><c>llama3</c>: frequencies whose waves are long are divided, those whose waves are short kept, those between mixed.</summary>
    /// <param name="theta">The base.</param>
    /// <param name="columns">Columns of a head that are turned.</param>
    /// <param name="factor">How many times longer texts may be.</param>
    /// <param name="lowFrequency"><c>low_freq_factor</c>: waves longer than the original length over it are divided.</param>
    /// <param name="highFrequency"><c>high_freq_factor</c>: waves shorter than the original length over it are kept.</param>
    /// <param name="originalPositions"><c>original_max_position_embeddings</c>.</param>
    /// <exception cref="ArgumentException">The numbers are no rotary embedding's.</exception>
    public static RotaryFrequencies Llama3(double theta, int columns, double factor, double lowFrequency, double highFrequency, double originalPositions)
    {
        Positive(factor, nameof(factor));
        return new([.. Default(theta, columns).Inverse.Select(Scaled)]);

        double Scaled(double frequency)
        {
            double turns = originalPositions * frequency / (2 * Math.PI);
            double kept = turns < lowFrequency ? 0 : turns > highFrequency ? 1 : (turns - lowFrequency) / (highFrequency - lowFrequency);
            return ((1 - kept) * frequency / factor) + (kept * frequency);
        }
    }

    private static double Positive(double value, string name) =>
        value > 0 ? value : throw new ArgumentException($"{name}: expected a number above 0, found {value}.", name);
}
