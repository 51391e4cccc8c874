namespace LrpGen.Runtime;

/// <summary>Dense layers: products of activations or relevance with packed weights.</summary>
/// <remarks>
/// Shapes: x [rows, inputs]; y, z, m, g [rows, outputs]; gIn [rows, inputs]. Column counts may be given with or without
/// padding. An output must not overlap an input. Every element is summed over the inputs (or outputs) in their order, in
/// chains of at most 384, so that a row's result depends on nothing but the row. A slice of columns that is written starts at a
/// multiple of 16 and owns its padding.
/// </remarks>
public static unsafe partial class Linear
{
    /// <summary>y = x·Wᵀ + b.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(in Matrix x, PackedLinear w, in Matrix y, Workers workers)
    {
        Check(x, w, y, nameof(y));
        fixed (float* px = x.Data, py = y.Data)
        {
            var job = new ForwardJob<SignedWeights>(px, x.Stride, w, y.Rows) { Z = new(py, y.Stride) };
            job.Run(w, workers);
        }
    }

    /// <summary>z = x·Wᵀ + b and y = f(z), computed while a tile of z is in the cache.</summary>
    /// <param name="x">Input.</param>
    /// <param name="w">Weights.</param>
    /// <param name="f">The activation function.</param>
    /// <param name="z">Receives the pre-activations; <c>default</c> if nobody reads them.</param>
    /// <param name="y">Receives the activations.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="NotSupportedException">The function has a parameter.</exception>
    public static void Forward(in Matrix x, PackedLinear w, Activation f, in Matrix z, in Matrix y, Workers workers)
    {
        Activations.WithoutParameter(f);
        Check(x, w, y, nameof(y));
        if (!z.IsEmpty)
        {
            CheckOutputs(z, x.Rows, w, nameof(z));
        }

        fixed (float* px = x.Data, pz = z.Data, py = y.Data)
        {
            var activated = new RawMatrix(py, y.Stride);
            var job = new ForwardJob<SignedWeights>(px, x.Stride, w, y.Rows)
            {
                Z = z.IsEmpty ? activated : new(pz, z.Stride),
                Activated = activated,
                Function = f,
            };
            job.Run(w, workers);
        }

        if (!Activations.KeepsZero(f))
        {
            ClearPadding(w, y);
        }
    }

    /// <summary>gIn (+)= g·W: relevance under LRP-0, or any other vector-Jacobian product.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Adjoint(in Matrix g, PackedLinear w, in Matrix gIn, bool accumulate, Workers workers) =>
        Adjoint<SignedWeights>(g, w, gIn, accumulate, workers);

    private static void Adjoint<TMap>(in Matrix g, PackedLinear w, in Matrix gIn, bool accumulate, Workers workers)
        where TMap : struct, IWeightMap
    {
        CheckOutputs(g, g.Rows, w, nameof(g));
        Guard.Padded(gIn, g.Rows, w.Inputs);
        using Workers.Turn turn = workers.Begin();
        fixed (float* pg = g.Data, pgIn = gIn.Data)
        {
            AdjointJob<TMap>.Run(new(pg, g.Stride), g.Rows, w, new(pgIn, gIn.Stride), accumulate, workers);
        }
    }

    /// <summary>σ(0) is not 0, so a fused sigmoid leaves ½ in the padding.</summary>
    private static void ClearPadding(PackedLinear w, in Matrix y)
    {
        for (int p = 0; p < w.Parts; p++)
        {
            int first = w.PartOffset(p) + w.PartColumns(p);
            for (int row = 0; row < y.Rows; row++)
            {
                y.Data.Slice((row * y.Stride) + first, w.PartOffset(p) + Matrix.Pad(w.PartColumns(p)) - first).Clear();
            }
        }
    }

    private static void Check(in Matrix x, PackedLinear w, in Matrix y, string name)
    {
        Guard.Padded(x, x.Rows, w.Inputs);
        CheckOutputs(y, x.Rows, w, name);
    }

    /// <summary>One part may leave out its padding; the columns of several lie where all of them are padded.</summary>
    private static void CheckOutputs(in Matrix y, int rows, PackedLinear w, string name) =>
        Guard.Padded(y, rows, w.Parts == 1 ? w.PartColumns(0) : w.Outputs, name);
}
