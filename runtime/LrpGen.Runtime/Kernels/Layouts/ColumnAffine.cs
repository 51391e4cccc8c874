namespace LrpGen.Runtime;

/// <summary>A scale and a shift for each column: standardised inputs, or a batch normalisation that cannot be folded.</summary>
/// <remarks>x, y: [rows, columns]; g, gIn: the rows of one or more targets. A result may be its input.</remarks>
public static unsafe class ColumnAffine
{
    /// <summary>y = (x − mean)/deviation.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Standardise(Matrix x, ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation, Matrix y, Workers workers) =>
        Run(AffineForm.Standardise, x, mean, deviation, y, workers);

    /// <summary>gIn = g/deviation, the adjoint of <see cref="Standardise"/>.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void StandardiseAdjoint(Matrix g, ReadOnlySpan<float> deviation, Matrix gIn, Workers workers) =>
        Run(AffineForm.Divide, g, deviation, deviation, gIn, workers);

    /// <summary>y = scale·x + shift.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Matrix x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, Matrix y, Workers workers) =>
        Run(AffineForm.ScaleAndShift, x, shift, scale, y, workers);

    /// <summary>gIn = scale·g, the adjoint of <see cref="Forward"/>.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Adjoint(Matrix g, ReadOnlySpan<float> scale, Matrix gIn, Workers workers) =>
        Run(AffineForm.Scale, g, scale, scale, gIn, workers);

    private static void Run(AffineForm form, Matrix x, ReadOnlySpan<float> shift, ReadOnlySpan<float> scale, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Guard.Whole(x);
        Guard.Shape(y, x.Rows, x.Columns);
        if (shift.Length != x.Columns || scale.Length != x.Columns)
        {
            throw new ArgumentException($"Expected {x.Columns} values for the columns, found {shift.Length} and {scale.Length}.");
        }

        int padded = Matrix.Pad(x.Columns);
        float* values = workers.Common(2L * padded);
        new Span<float>(values, padded).Clear();
        new Span<float>(values + padded, padded).Fill(1f);
        shift.CopyTo(new Span<float>(values, padded));
        scale.CopyTo(new Span<float>(values + padded, padded));
        fixed (float* px = x.Data, py = y.Data)
        {
            var formula = new AffineFormula { Form = form, X = new(px, x.Stride), Shift = values, Scale = values + padded, Y = new(py, y.Stride) };
            RuleJob<AffineFormula>.Run(formula, x.Rows, x.Rows, x.Columns, isOneRun: false, workers);
        }
    }

    private enum AffineForm
    {
        Standardise,
        Divide,
        ScaleAndShift,
        Scale,
    }

    private struct AffineFormula : IRuleFormula
    {
        public AffineForm Form;
        public RawMatrix X;
        public float* Shift;
        public float* Scale;
        public RawMatrix Y;

        public readonly void Row<T>(int row, int at, nint count)
            where T : unmanaged, ILanes<T>
        {
            float* x = X.Row(row), y = Y.Row(row);
            AffineForm form = Form;
            for (nint c = 0; c < count; c += 16)
            {
                // In the padding x and the shift are 0 and the scale is 1.
                T value = T.Load(x + c), scale = T.Load(Scale + c);
                T result = form switch
                {
                    AffineForm.Standardise => (value - T.Load(Shift + c)) / scale,
                    AffineForm.Divide => value / scale,
                    AffineForm.ScaleAndShift => T.MultiplyAdd(value, scale, T.Load(Shift + c)),
                    _ => value * scale,
                };
                result.Store(y + c);
            }
        }
    }
}
