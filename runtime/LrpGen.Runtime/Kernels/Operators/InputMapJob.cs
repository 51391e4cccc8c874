using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>y = map(x), by rows. The padding of y is zero.</summary>
internal unsafe struct InputMapJob : IJob
{
    public RawMatrix X;
    public RawMatrix Y;
    public int Columns;
    public InputMap Map;

    /// <summary>The mapped copy of an input in <paramref name="memory"/>, with the stride of its padded columns.</summary>
    public static RawMatrix Run(InputMap map, RawMatrix x, int rows, int columns, float* memory, Workers workers)
    {
        var y = new RawMatrix(memory, Matrix.Pad(columns));
        var job = new InputMapJob { X = x, Y = y, Columns = columns, Map = map };
        workers.Run(ref job, rows, Workers.RowChunk(columns));
        return y;
    }

    /// <summary>Refuses a value that names no map.</summary>
    public static void Known(InputMap map)
    {
        if (map is < InputMap.Identity or > InputMap.Sign)
        {
            throw new ArgumentOutOfRangeException(nameof(map), map, "Not an input map.");
        }
    }

    /// <summary>map(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply<T>(InputMap map, T x)
        where T : unmanaged, ILanes<T> => map switch
        {
            InputMap.Identity => x,
            InputMap.Magnitude => T.Abs(x),
            InputMap.Positive => T.Max(T.Create(0f), x),
            InputMap.Negative => T.Min(T.Create(0f), x),
            InputMap.Sign => T.WhereGreater(T.Create(0f), x, T.Create(-1f), T.Create(1f)),
            _ => T.Create(1f),
        };

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int last = Matrix.Pad(Columns) - 16;
        TLanes mask = LaneMask.Last<TLanes>(Columns);
        for (int row = start; row < end; row++)
        {
            float* x = X.Row(row), y = Y.Row(row);
            for (int c = 0; c < last; c += 16)
            {
                Apply(Map, TLanes.Load(x + c)).Store(y + c);
            }

            (Apply(Map, TLanes.Load(x + last)) * mask).Store(y + last);
        }
    }
}
