using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Sums and copies of whole matrices.</summary>
public static unsafe class Residual
{
    /// <summary>Sets a matrix to zero, padding included.</summary>
    public static void Clear(in Matrix y) => y.Data.Clear();

    /// <summary>y = a + b; y may be a or b.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Add(in Matrix a, in Matrix b, in Matrix y, Workers workers)
    {
        Guard.Whole(a);
        Guard.Shape(b, a.Rows, a.Columns);
        Guard.Shape(y, a.Rows, a.Columns);
        fixed (float* pa = a.Data, pb = b.Data, py = y.Data)
        {
            var job = new AddJob { A = new(pa, a.Stride), B = new(pb, b.Stride), Y = new(py, y.Stride), Columns = a.Columns };
            workers.Run(ref job, a.Rows, Workers.RowChunk(a.Columns));
        }
    }

    /// <summary>y = a, with a's padding.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Copy(in Matrix a, in Matrix y, Workers workers)
    {
        Guard.Whole(a);
        Guard.Shape(y, a.Rows, a.Columns);
        fixed (float* pa = a.Data, py = y.Data)
        {
            var job = new AddJob { A = new(pa, a.Stride), Y = new(py, y.Stride), Columns = a.Columns };
            workers.Run(ref job, a.Rows, Workers.RowChunk(a.Columns));
        }
    }
}

/// <summary>y = a + b, or y = a, by rows.</summary>
internal unsafe struct AddJob : IJob
{
    public RawMatrix A;
    public RawMatrix B;
    public RawMatrix Y;
    public int Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        for (int row = start; row < end; row++)
        {
            float* a = A.Row(row), y = Y.Row(row);
            if (B.IsEmpty)
            {
                new ReadOnlySpan<float>(a, Matrix.Pad(Columns)).CopyTo(new Span<float>(y, Matrix.Pad(Columns)));
                continue;
            }

            float* b = B.Row(row);
            for (nint i = 0; i < Columns; i += 16)
            {
                (T.Load(a + i) + T.Load(b + i)).Store(y + i);
            }
        }
    }
}
