namespace LrpGen.Runtime;

/// <summary>Products and sums of the relevance rules, in relevance form: what makes R_in of the adjoints Wᵀs.</summary>
/// <remarks>
/// x, low, high: [rows, columns]; the other matrices: the rows of one or more targets, [targets·rows, columns]. A result may
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
                XRows = x.Rows,
                Map = map,
                U = new(pu, u.Stride),
                Factor = factor,
                Result = new(pr, result.Stride),
                Accumulate = accumulate,
            };
            RuleJob<ProductFormula>.Run(formula, u.Rows, u.Columns, workers);
        }
    }

    /// <summary>result (+)= factor·([x]⁺ ⊙ u + [x]⁻ ⊙ v): inputs of both signs, each with an adjoint of its own.</summary>
    /// <param name="x">Input of the layer.</param>
    /// <param name="u">The adjoint for positive inputs.</param>
    /// <param name="v">The adjoint for negative inputs.</param>
    /// <param name="factor">A constant factor.</param>
    /// <param name="result">Receives the result.</param>
    /// <param name="accumulate">Adds to what <paramref name="result"/> holds.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void SignedCombination(Matrix x, Matrix u, Matrix v, float factor, Matrix result, bool accumulate, Workers workers)
    {
        Check(x, u, result);
        Guard.Shape(v, u.Rows, u.Columns);
        fixed (float* px = x.Data, pu = u.Data, pv = v.Data, pr = result.Data)
        {
            var formula = new SignedCombinationFormula
            {
                X = new(px, x.Stride),
                XRows = x.Rows,
                U = new(pu, u.Stride),
                V = new(pv, v.Stride),
                Factor = factor,
                Result = new(pr, result.Stride),
                Accumulate = accumulate,
            };
            RuleJob<SignedCombinationFormula>.Run(formula, u.Rows, u.Columns, workers);
        }
    }

    /// <summary>
    /// result = x ⊙ u − low ⊙ uPositive − high ⊙ uNegative: R_in of the zᴮ rule (Montavon et al. 2017) with u = Wᵀs,
    /// uPositive = [W]⁺ᵀs, uNegative = [W]⁻ᵀs.
    /// </summary>
    /// <param name="x">Input of the layer.</param>
    /// <param name="low">Least value of each column: one float a column.</param>
    /// <param name="high">Largest value of each column.</param>
    /// <param name="u">Wᵀs.</param>
    /// <param name="uPositive">[W]⁺ᵀs.</param>
    /// <param name="uNegative">[W]⁻ᵀs.</param>
    /// <param name="result">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Box(
        Matrix x, ReadOnlySpan<float> low, ReadOnlySpan<float> high, Matrix u, Matrix uPositive, Matrix uNegative, Matrix result, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Check(x, u, result);
        Guard.Shape(uPositive, u.Rows, u.Columns);
        Guard.Shape(uNegative, u.Rows, u.Columns);
        if (low.Length != x.Columns || high.Length != x.Columns)
        {
            throw new ArgumentException($"low, high: expected {x.Columns} values, found {low.Length} and {high.Length}.");
        }

        int padded = Matrix.Pad(x.Columns);
        float* bounds = workers.Common(2L * padded);
        new Span<float>(bounds, 2 * padded).Clear();
        low.CopyTo(new Span<float>(bounds, padded));
        high.CopyTo(new Span<float>(bounds + padded, padded));
        fixed (float* px = x.Data, pu = u.Data, pp = uPositive.Data, pn = uNegative.Data, pr = result.Data)
        {
            var formula = new BoxFormula
            {
                X = new(px, x.Stride),
                XRows = x.Rows,
                Low = bounds,
                High = bounds + padded,
                U = new(pu, u.Stride),
                Positive = new(pp, uPositive.Stride),
                Negative = new(pn, uNegative.Stride),
                Result = new(pr, result.Stride),
            };
            RuleJob<BoxFormula>.Run(formula, u.Rows, u.Columns, workers);
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
            RuleJob<SumFormula>.Run(formula, a.Rows, a.Columns, workers);
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
