using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>
/// A constant that is added to each score, by the head and the distance of key and query: T5's relative positions, for one (Raffel
/// et al. 2020).
/// </summary>
/// <remarks>Beyond its range a distance counts as the farthest one. Scores are multiplied by their scale first.</remarks>
public sealed unsafe class RelativeBias : IDisposable
{
    private readonly AlignedBuffer _values;
    private readonly int _stride;

    /// <summary>Takes the values.</summary>
    /// <param name="values">For each head the distances key − query from −range to range: [heads, 2·range + 1].</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="range">The farthest distance that has a value of its own.</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    public RelativeBias(ReadOnlySpan<float> values, int heads, int range)
        : this(new NewSections(), "", Copy(values, heads, range), heads, range)
    {
    }

    private RelativeBias(IWeightSections sections, string name, Func<float[]> values, int heads, int range)
    {
        (Heads, Range) = (heads, range);

        // A vector's worth of the farthest distance at either end, so that a vector can be read wherever it begins.
        _stride = Matrix.Pad((2 * range) + 1 + (2 * ILanes<Lanes128>.Count));
        _values = sections.Floats(name + "/relative", heads * (long)_stride, buffer =>
        {
            float[] source = values();
            int count = (2 * range) + 1;
            for (int head = 0; head < heads; head++)
            {
                Span<float> row = buffer.Slice(head * (long)_stride, _stride);
                row[..ILanes<Lanes128>.Count].Fill(source[head * count]);
                source.AsSpan(head * count, count).CopyTo(row[ILanes<Lanes128>.Count..]);
                row[(ILanes<Lanes128>.Count + count)..].Fill(source[(head * count) + count - 1]);
            }
        });
    }

    /// <summary>Number of heads.</summary>
    public int Heads { get; }

    /// <summary>The farthest distance that has a value of its own.</summary>
    public int Range { get; }

    /// <summary>The bias of a head at a distance, key − query.</summary>
    public float this[int head, int distance] => _values.Slice(((long)head * _stride) + ILanes<Lanes128>.Count + Math.Clamp(distance, -Range, Range) + Range, 1)[0];

    /// <summary>T5's bias: a table of buckets, which grow with the logarithm of the distance.</summary>
    /// <param name="table">[buckets, heads].</param>
    /// <param name="isBidirectional">Whether keys before and behind the query have buckets of their own; otherwise those behind it have bucket 0.</param>
    /// <param name="maxDistance">From this distance on all are in the last bucket.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public static RelativeBias Bucketed(IFloatSource table, bool isBidirectional, int maxDistance) => Bucketed(new NewSections(), table, isBidirectional, maxDistance);

    /// <summary>The bucket of a distance, key − query.</summary>
    /// <param name="distance">The distance.</param>
    /// <param name="buckets">Number of buckets, of both directions.</param>
    /// <param name="isBidirectional">Whether keys before and behind the query have buckets of their own.</param>
    /// <param name="maxDistance">From this distance on all are in the last bucket.</param>
    public static int Bucket(int distance, int buckets, bool isBidirectional, int maxDistance)
    {
        int first = 0;
        if (isBidirectional)
        {
            buckets /= 2;
            first = distance > 0 ? buckets : 0;
            distance = Math.Abs(distance);
        }
        else
        {
            distance = Math.Max(0, -distance);
        }

        int exact = buckets / 2;
        if (distance < exact)
        {
            return first + distance;
        }

        // In single precision, as the models were trained with it: where a quotient falls just short of a whole number, the bucket counts.
        float part = MathF.Log((float)distance / exact) / (float)Math.Log((double)maxDistance / exact) * (buckets - exact);
        return first + Math.Min(buckets - 1, exact + (int)part);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _values.Dispose();

    internal static RelativeBias Bucketed(IWeightSections sections, IFloatSource table, bool isBidirectional, int maxDistance)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Shape.Length != 2 || table.Shape[0] < (isBidirectional ? 4 : 2) || table.Shape[1] < 1 || maxDistance <= table.Shape[0] / (isBidirectional ? 4 : 2))
        {
            throw new ArgumentException(
                $"{table.Name}: expected [buckets, heads] with at least {(isBidirectional ? 4 : 2)} buckets and a largest distance above half those of one " +
                $"direction, found [{string.Join(", ", table.Shape.ToArray())}] and {maxDistance}.",
                nameof(table));
        }

        (int buckets, int heads) = ((int)table.Shape[0], (int)table.Shape[1]);
        return new(sections, table.Name, Values, heads, maxDistance);

        float[] Values()
        {
            var weights = new float[buckets * heads];
            table.Read(0, weights);
            int count = (2 * maxDistance) + 1;
            var values = new float[heads * count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = weights[(Bucket((i % count) - maxDistance, buckets, isBidirectional, maxDistance) * heads) + (i / count)];
            }

            return values;
        }
    }

    internal RelativeBiasRows Rows => new(_values.Pointer + ILanes<Lanes128>.Count + Range, _stride, Range);

    private static Func<float[]> Copy(ReadOnlySpan<float> values, int heads, int range)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(range);
        if (values.Length != heads * ((2 * range) + 1L))
        {
            throw new ArgumentException($"values: expected {heads} heads of {(2 * range) + 1} distances, found {values.Length} values.", nameof(values));
        }

        float[] copy = values.ToArray();
        return () => copy;
    }
}

/// <summary>A pinned <see cref="RelativeBias"/>, as jobs carry it.</summary>
/// <param name="zero">Distance 0 of head 0.</param>
/// <param name="stride">From head to head.</param>
/// <param name="range">The farthest distance.</param>
internal readonly unsafe struct RelativeBiasRows(float* zero, nint stride, int range)
{
    public bool IsEmpty => zero == null;

    /// <summary>Adds the bias of a query at a position to its scores of some keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add<T>(int head, int position, KeyRange keys, float* scores)
        where T : unmanaged, ILanes<T>
    {
        float* bias = zero + (head * stride);
        for (nint key = keys.From; key < keys.PaddedTo; key += 16)
        {
            // A vector that begins before the range or behind it holds the farthest distance alone.
            nint distance = Math.Clamp(key - position, (nint)(-range - 16), range);
            (T.Load(scores + key) + T.Load(bias + distance)).Store(scores + key);
        }
    }
}
