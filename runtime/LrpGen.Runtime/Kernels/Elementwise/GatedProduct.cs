using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>
/// The product of two tensors of the same shape, y = a ⊙ b, as in gated feed-forward layers (Shazeer 2020), where a = f(z), and the
/// ways in which relevance passes it.
/// </summary>
/// <remarks>
/// a, b, z, y: [rows, columns], often slices of columns of one matrix; g and what it becomes: the rows of one or more targets. A result
/// may be any of the matrices that have as many rows, but only one of two results can be g.
/// <para>
/// In gradient form the factor is ½ for either side under AttnLRP (Achtibat et al. 2024, proposition 3.3), 1 for the side that gets all
/// where the other is a constant, 1 and 1 for the plain gradient. In form R each side gets factor·R:
/// <see cref="Products.Multiply"/> with <see cref="InputMap.One"/>.
/// </para>
/// </remarks>
public static unsafe class GatedProduct
{
    /// <summary>y = a ⊙ b; y may be a or b.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(in Matrix a, in Matrix b, in Matrix y, Workers workers) => Run(a, b, 1, y, workers);

    /// <summary>activated = f(z) and y = f(z) ⊙ b. activated may be z; y may be b, or z where that is not activated.</summary>
    /// <param name="f">The activation function; has no parameter.</param>
    /// <param name="z">What is activated.</param>
    /// <param name="b">What is multiplied with it.</param>
    /// <param name="activated">Receives f(z); <c>default</c> if nobody reads it.</param>
    /// <param name="y">Receives the product.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="NotSupportedException">The function has a parameter.</exception>
    public static void Forward(Activation f, in Matrix z, in Matrix b, in Matrix activated, in Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Activations.WithoutParameter(f);
        Guard.Whole(z);
        Guard.Shape(b, z.Rows, z.Columns);
        Guard.Shape(y, z.Rows, z.Columns);
        if (!activated.IsEmpty)
        {
            Guard.Shape(activated, z.Rows, z.Columns);
        }

        fixed (float* pz = z.Data, pb = b.Data, pa = activated.Data, py = y.Data)
        {
            var job = new ActivatedProductJob
            {
                Function = f,
                Z = new(pz, z.Stride),
                B = new(pb, b.Stride),
                Activated = new(pa, activated.Stride),
                Y = new(py, y.Stride),
                Columns = z.Columns,
            };
            workers.Run(ref job, z.Rows, Workers.RowChunk(z.Columns));
        }
    }

    /// <summary>gIn = factor·g ⊙ other: relevance in gradient form, or a gradient, of one side of the product. gIn may be g.</summary>
    /// <param name="g">Relevance (in gradient form) of the product.</param>
    /// <param name="other">The other side.</param>
    /// <param name="factor">A constant factor.</param>
    /// <param name="gIn">Receives the relevance of this side.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Relevance(in Matrix g, in Matrix other, float factor, in Matrix gIn, Workers workers) => Run(g, other, factor, gIn, workers);

    /// <summary>
    /// gz = factor·g ⊙ b ⊙ f(z)/z and gb = factor·g ⊙ f(z): both sides at once, the activation by its identity rule (proposition 3.4).
    /// One of them may be g.
    /// </summary>
    /// <param name="f">The activation function.</param>
    /// <param name="g">Relevance (in gradient form) of the product.</param>
    /// <param name="z">What was activated.</param>
    /// <param name="b">What was multiplied with it.</param>
    /// <param name="factor">A constant factor, ½.</param>
    /// <param name="gz">Receives the relevance of z.</param>
    /// <param name="gb">Receives the relevance of b.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="NotSupportedException">The function is not 0 at 0, or has a parameter.</exception>
    public static void Relevance(Activation f, in Matrix g, in Matrix z, in Matrix b, float factor, in Matrix gz, in Matrix gb, Workers workers)
    {
        if (!Activations.KeepsZero(f))
        {
            throw new NotSupportedException($"Relevance through {f} is not defined: f(z)/z is not finite at 0.");
        }

        Backward(f, isGradient: false, g, z, b, factor, gz, gb, workers);
    }

    /// <summary>gz = g ⊙ b ⊙ f′(z) and gb = g ⊙ f(z): the gradient by both sides. One of them may be g.</summary>
    /// <param name="f">The activation function.</param>
    /// <param name="g">Gradient by the product.</param>
    /// <param name="z">What was activated.</param>
    /// <param name="b">What was multiplied with it.</param>
    /// <param name="gz">Receives the gradient by z.</param>
    /// <param name="gb">Receives the gradient by b.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="NotSupportedException">The function has a parameter.</exception>
    public static void Gradient(Activation f, in Matrix g, in Matrix z, in Matrix b, in Matrix gz, in Matrix gb, Workers workers) =>
        Backward(f, isGradient: true, g, z, b, 1, gz, gb, workers);

    private static void Backward(
        Activation f, bool isGradient, in Matrix g, in Matrix z, in Matrix b, float factor, in Matrix gz, in Matrix gb, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Activations.WithoutParameter(f);
        Guard.Targets(g, z.Rows);
        Guard.Whole(g);
        Guard.Shape(z, z.Rows, g.Columns);
        Guard.Shape(b, z.Rows, g.Columns);
        Guard.Shape(gz, g.Rows, g.Columns);
        Guard.Shape(gb, g.Rows, g.Columns);
        fixed (float* pg = g.Data, pz = z.Data, pb = b.Data, pgz = gz.Data, pgb = gb.Data)
        {
            var job = new GateRelevanceJob
            {
                Function = f,
                IsGradient = isGradient,
                G = new(pg, g.Stride),
                Z = new(pz, z.Stride),
                B = new(pb, b.Stride),
                Factor = factor,
                GZ = new(pgz, gz.Stride),
                GB = new(pgb, gb.Stride),
                Columns = g.Columns,
                Rows = z.Rows,
            };
            workers.Run(ref job, g.Rows, Workers.RowChunk(g.Columns));
        }
    }

    private static void Run(in Matrix a, in Matrix b, float factor, in Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Guard.Targets(a, b.Rows);
        Guard.Whole(a);
        Guard.Shape(b, b.Rows, a.Columns);
        Guard.Shape(y, a.Rows, a.Columns);
        fixed (float* pa = a.Data, pb = b.Data, py = y.Data)
        {
            var job = new ProductJob { A = new(pa, a.Stride), B = new(pb, b.Stride), BRows = b.Rows, Factor = factor, Y = new(py, y.Stride), Columns = a.Columns };
            workers.Run(ref job, a.Rows, Workers.RowChunk(a.Columns));
        }
    }

    private struct ProductJob : IJob
    {
        public RawMatrix A;
        public RawMatrix B;
        public int BRows;
        public float Factor;
        public RawMatrix Y;
        public int Columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute<T>(int start, int end, Scratch scratch)
            where T : unmanaged, ILanes<T>
        {
            T factor = T.Create(Factor);
            for (int row = start; row < end; row++)
            {
                float* a = A.Row(row), b = B.Row(row % BRows), y = Y.Row(row);
                for (nint c = 0; c < Columns; c += 16)
                {
                    (T.Load(a + c) * T.Load(b + c) * factor).Store(y + c);
                }
            }
        }
    }

    private struct ActivatedProductJob : IJob
    {
        public Activation Function;
        public RawMatrix Z;
        public RawMatrix B;
        public RawMatrix Activated;
        public RawMatrix Y;
        public int Columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute<T>(int start, int end, Scratch scratch)
            where T : unmanaged, ILanes<T>
        {
            int padded = Matrix.Pad(Columns);
            float* own = Activated.IsEmpty ? scratch.Floats(padded) : null;
            for (int row = start; row < end; row++)
            {
                float* b = B.Row(row), y = Y.Row(row), activated = own != null ? own : Activated.Row(row);
                ActivationRows.Value<T>(Function, 0, 0, Z.Row(row), activated, padded);

                // σ(0) is not 0.
                new Span<float>(activated + Columns, padded - Columns).Clear();
                for (nint c = 0; c < Columns; c += 16)
                {
                    (T.Load(activated + c) * T.Load(b + c)).Store(y + c);
                }
            }
        }
    }

    private struct GateRelevanceJob : IJob
    {
        public Activation Function;
        public bool IsGradient;
        public RawMatrix G;
        public RawMatrix Z;
        public RawMatrix B;
        public float Factor;
        public RawMatrix GZ;
        public RawMatrix GB;
        public int Columns;
        public int Rows;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute<T>(int start, int end, Scratch scratch)
            where T : unmanaged, ILanes<T>
        {
            int padded = Matrix.Pad(Columns);
            float* products = scratch.Floats(2L * padded), values = products + padded;
            T factor = T.Create(Factor);
            for (int row = start; row < end; row++)
            {
                float* g = G.Row(row), z = Z.Row(row % Rows), b = B.Row(row % Rows), gz = GZ.Row(row), gb = GB.Row(row);
                ActivationRows.Value<T>(Function, 0, 0, z, values, padded);
                for (nint c = 0; c < Columns; c += 16)
                {
                    // g is read before either result is written: it may be one of them.
                    T scaled = T.Load(g + c) * factor;
                    (scaled * T.Load(b + c)).Store(products + c);
                    (scaled * T.Load(values + c)).Store(gb + c);
                }

                if (IsGradient)
                {
                    ActivationRows.Gradient<T>(Function, 0, 0, products, z, gz, padded);
                }
                else
                {
                    ActivationRows.Relevance<T>(Function, 0, 0, products, z, gz, padded);
                }
            }
        }
    }
}
