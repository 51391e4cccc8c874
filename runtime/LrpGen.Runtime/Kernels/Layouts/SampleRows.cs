namespace LrpGen.Runtime;

/// <summary>Which rows are a sample's: as many for each, or from one start to the next.</summary>
/// <remarks>A number of rows and a span of starts both become one where a kernel asks for it.</remarks>
public readonly ref struct SampleRows
{
    private readonly ReadOnlySpan<int> _starts;
    private readonly int _positions;

    private SampleRows(ReadOnlySpan<int> starts, int positions)
    {
        _starts = starts;
        _positions = positions;
    }

    /// <summary>As many rows for each sample.</summary>
    public static implicit operator SampleRows(int positions) => FromInt32(positions);

    /// <summary>The first row of each sample, and the number of all.</summary>
    public static implicit operator SampleRows(ReadOnlySpan<int> starts) => FromReadOnlySpan(starts);

    /// <summary>The first row of each sample, and the number of all.</summary>
    public static implicit operator SampleRows(Span<int> starts) => FromReadOnlySpan(starts);

    /// <summary>The first row of each sample, and the number of all.</summary>
    public static implicit operator SampleRows(int[] starts) => FromReadOnlySpan(starts);

    /// <summary>As many rows for each sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are none.</exception>
    public static SampleRows FromInt32(int positions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 1);
        return new(default, positions);
    }

    /// <summary>The first row of each sample, and the number of all.</summary>
    /// <exception cref="ArgumentException">There is no start.</exception>
    public static SampleRows FromReadOnlySpan(ReadOnlySpan<int> starts) =>
        starts.IsEmpty ? throw new ArgumentException("Expected the first row of each sample and the number of all, found none.", nameof(starts)) : new(starts, 0);

    /// <summary>The starts; empty where each sample has as many rows.</summary>
    internal ReadOnlySpan<int> Starts => _starts;

    /// <summary>Rows of each sample; 0 where starts say it.</summary>
    internal int Positions => _positions;

    /// <summary>The number of samples that a matrix of so many rows holds.</summary>
    /// <exception cref="ArgumentException">It holds no whole samples, or one without rows.</exception>
    internal int Samples(int rows, string name)
    {
        if (_starts.IsEmpty)
        {
            return rows % _positions == 0 ? rows / _positions : throw new ArgumentException($"{name}: expected a multiple of {_positions} rows, found {rows}.", name);
        }

        Guard.Starts(_starts, rows);
        for (int s = 1; s < _starts.Length; s++)
        {
            if (_starts[s] == _starts[s - 1])
            {
                throw new ArgumentException($"starts: sample {s - 1} has no rows.");
            }
        }

        return _starts.Length - 1;
    }

    /// <summary>The rows that so many samples have.</summary>
    /// <exception cref="ArgumentException">There are starts, of another number of samples.</exception>
    internal int Rows(int samples) =>
        _starts.IsEmpty ? checked(samples * _positions)
        : samples == _starts.Length - 1 ? _starts[^1]
        : throw new ArgumentException($"starts: expected those of {samples} samples, found {_starts.Length - 1}.");

    /// <summary>The first row of a sample; the number of rows for the one behind the last.</summary>
    internal int First(int sample) => _starts.IsEmpty ? sample * _positions : _starts[sample];
}
