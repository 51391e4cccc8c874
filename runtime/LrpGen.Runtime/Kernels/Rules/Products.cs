namespace LrpGen.Runtime;

/// <summary>Products and sums of the relevance rules: what makes R_in, or R_in/x, of the adjoints Wᵀs.</summary>
/// <remarks>
/// x: [rows, columns]; the other matrices: the rows of one or more targets, [targets·rows, columns]. A result may
/// be one of the matrices with as many rows.
/// </remarks>
public static unsafe class Products
{
    /// <summary>result (+)= factor·map(x) ⊙ u.</summary>
    /// <param name="x">Input of the layer.</param>
    /// <param name="map">What is made of it; <see cref="InputMap.One"/> for factor·u.</param>
    /// <param name="u">An adjoint, Wᵀs.</param>
    /// <param name="factor">A constant factor.</param>
    /// <param name="result">Receives the result.</param>
    /// <param name="accumulate">Adds to what <paramref name="result"/> holds.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Multiply(Matrix x, InputMap map, Matrix u, float factor, Matrix result, bool accumulate, Workers workers)
    {
        InputMapJob.Known(map);
        Check(x, u, result);
        fixed (float* px = x.Data, pu = u.Data, pr = result.Data)
        {
            var formula = new ProductFormula
            {
                X = new(px, x.Stride),
                Map = map,
                U = new(pu, u.Stride),
                Factor = factor,
                Result = new(pr, result.Stride),
                Accumulate = accumulate,
            };
            RuleJob<ProductFormula>.Run(formula, u.Rows, x.Rows, u.Columns, RuleRows.AreOneRun(u.Columns, formula.X, formula.U, formula.Result), workers);
        }
    }

    /// <summary>
    /// result (+)= [x]⁺ ⊙ u + [x]⁻ ⊙ v: inputs of both signs, each with an adjoint of its own. In gradient form the input is left
    /// out: result (+)= u where x &gt; 0, v elsewhere.
    /// </summary>
    /// <param name="x">Input of the layer.</param>
    /// <param name="timesInput">Whether the input is a factor: R_in, not R_in/x.</param>
    /// <param name="u">The adjoint for positive inputs.</param>
    /// <param name="v">The adjoint for negative inputs.</param>
    /// <param name="result">Receives the result.</param>
    /// <param name="accumulate">Adds to what <paramref name="result"/> holds.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void SignedCombination(Matrix x, bool timesInput, Matrix u, Matrix v, Matrix result, bool accumulate, Workers workers)
    {
        Check(x, u, result);
        Guard.Shape(v, u.Rows, u.Columns);
        fixed (float* px = x.Data, pu = u.Data, pv = v.Data, pr = result.Data)
        {
            var formula = new SignedCombinationFormula
            {
                X = new(px, x.Stride),
                TimesInput = timesInput,
                U = new(pu, u.Stride),
                V = new(pv, v.Stride),
                Result = new(pr, result.Stride),
                Accumulate = accumulate,
            };
            bool isOneRun = RuleRows.AreOneRun(u.Columns, formula.X, formula.U, formula.V, formula.Result);
            RuleJob<SignedCombinationFormula>.Run(formula, u.Rows, x.Rows, u.Columns, isOneRun, workers);
        }
    }

    /// <summary>result = a + factor·b, of matrices with as many rows.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Sum(Matrix a, Matrix b, float factor, Matrix result, Workers workers)
    {
        Guard.Whole(a);
        Guard.Shape(b, a.Rows, a.Columns);
        Guard.Shape(result, a.Rows, a.Columns);
        fixed (float* pa = a.Data, pb = b.Data, pr = result.Data)
        {
            var formula = new SumFormula { A = new(pa, a.Stride), B = new(pb, b.Stride), Factor = factor, Result = new(pr, result.Stride) };
            RuleJob<SumFormula>.Run(formula, a.Rows, a.Rows, a.Columns, RuleRows.AreOneRun(a.Columns, formula.A, formula.B, formula.Result), workers);
        }
    }

    /// <summary>result = a + values, one a column; values beyond the columns are padding. The result may be a.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Add(Matrix a, ReadOnlySpan<float> values, Matrix result, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Guard.Shape(result, a.Rows, a.Columns);
        for (int row = 0; row < a.Rows; row++)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(a[row], values[..a.Columns], result[row]);
        }
    }

    /// <summary>result = a − values: one for all columns, or one a column.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Subtract(Matrix a, ReadOnlySpan<float> values, Matrix result, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Guard.Whole(a);
        Guard.Shape(result, a.Rows, a.Columns);
        if (values.Length != 1 && values.Length != a.Columns)
        {
            throw new ArgumentException($"values: expected one or {a.Columns}, one a column, found {values.Length}.", nameof(values));
        }

        int padded = Matrix.Pad(a.Columns);
        using Workers.Turn turn = workers.Begin();
        float* columns = workers.Common(padded);
        new Span<float>(columns, padded).Clear();
        if (values.Length == 1)
        {
            new Span<float>(columns, a.Columns).Fill(values[0]);
        }
        else
        {
            values.CopyTo(new Span<float>(columns, padded));
        }

        fixed (float* pa = a.Data, pr = result.Data)
        {
            var formula = new ColumnDifferenceFormula { A = new(pa, a.Stride), Values = columns, Result = new(pr, result.Stride) };
            RuleJob<ColumnDifferenceFormula>.Run(formula, a.Rows, a.Rows, a.Columns, isOneRun: false, workers);
        }
    }

    private static void Check(Matrix x, Matrix u, Matrix result)
    {
        Guard.Targets(u, x.Rows);
        Guard.Whole(u);
        Guard.Shape(x, x.Rows, u.Columns);
        Guard.Shape(result, u.Rows, u.Columns);
    }
}
