namespace LrpGen.Runtime;

/// <summary>The quotients s = R/d of the relevance rules, in relevance form (R itself, not R/x).</summary>
/// <remarks>
/// z and the other denominators: [rows, columns]; r and the results: the rows of one or more targets, [targets·rows, columns].
/// A sample has <c>sampleRows</c> rows (the positions of the layer's output; 1 for a dense layer): that is what
/// <see cref="StabiliserPolicy.RmsScaled"/> takes its mean over. A result may be r. Padding columns are zero.
/// </remarks>
public static unsafe class Quotients
{
    /// <summary>s = factor·r/d(z).</summary>
    /// <param name="r">R.</param>
    /// <param name="z">The denominator before it is stabilised.</param>
    /// <param name="stabiliser">d.</param>
    /// <param name="factor">A constant factor (α or β, say).</param>
    /// <param name="sampleRows">Rows of one sample.</param>
    /// <param name="s">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Stabilised(Matrix r, Matrix z, Stabiliser stabiliser, float factor, int sampleRows, Matrix s, Workers workers)
    {
        Check(r, z, z, s, sampleRows);
        fixed (float* pr = r.Data, pz = z.Data, ps = s.Data)
        {
            var formula = new QuotientFormula
            {
                R = new(pr, r.Stride),
                Z = new(pz, z.Stride),
                S = new(ps, s.Stride),
                Factor = factor,
                ZRows = z.Rows,
                Epsilon = SampleEpsilon.Of(stabiliser, new(pz, z.Stride), default, 0f, z.Rows, z.Columns, sampleRows, workers, part: 0),
                Policy = stabiliser.Policy,
                Columns = z.Columns,
            };
            RuleJob<QuotientFormula>.Run(formula, r.Rows, r.Columns, workers);
        }
    }

    /// <summary>
    /// The two quotients of the γ rule (Montavon et al. 2019, generalised to signed inputs as in Anders et al. 2021, zennit):
    /// sPositive = r/d(total + γ·positive) where z &gt; 0, sNegative = r/d(total + γ·negative) where z &lt; 0, and 0 elsewhere.
    /// </summary>
    /// <param name="r">R.</param>
    /// <param name="z">The layer's output with its bias: decides which quotient applies; relevance is dropped where it is 0.</param>
    /// <param name="total">z, or z without the bias if the rule leaves it out.</param>
    /// <param name="positive">z⁺ = [x]⁺[W]⁺ + [x]⁻[W]⁻ + [b]⁺.</param>
    /// <param name="negative">z⁻ = [x]⁺[W]⁻ + [x]⁻[W]⁺ + [b]⁻.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="stabiliser">d.</param>
    /// <param name="sampleRows">Rows of one sample.</param>
    /// <param name="sPositive">Receives the quotient of the positive outputs.</param>
    /// <param name="sNegative">Receives the quotient of the negative outputs.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Gamma(
        Matrix r, Matrix z, Matrix total, Matrix positive, Matrix negative, float gamma, Stabiliser stabiliser, int sampleRows, Matrix sPositive, Matrix sNegative, Workers workers)
    {
        Check(r, z, total, sPositive, sampleRows);
        Check(r, positive, negative, sNegative, sampleRows);
        Guard.Shape(positive, z.Rows, z.Columns);
        fixed (float* pr = r.Data, pz = z.Data, pt = total.Data, pp = positive.Data, pn = negative.Data, psp = sPositive.Data, psn = sNegative.Data)
        {
            RawMatrix rawTotal = new(pt, total.Stride), rawPositive = new(pp, positive.Stride), rawNegative = new(pn, negative.Stride);
            var formula = new GammaFormula
            {
                R = new(pr, r.Stride),
                Z = new(pz, z.Stride),
                Total = rawTotal,
                Positive = rawPositive,
                Negative = rawNegative,
                SPositive = new(psp, sPositive.Stride),
                SNegative = new(psn, sNegative.Stride),
                Gamma = gamma,
                ZRows = z.Rows,
                PositiveEpsilon = SampleEpsilon.Of(stabiliser, rawTotal, rawPositive, gamma, z.Rows, z.Columns, sampleRows, workers, part: 0),
                NegativeEpsilon = SampleEpsilon.Of(stabiliser, rawTotal, rawNegative, gamma, z.Rows, z.Columns, sampleRows, workers, part: 1),
                Policy = stabiliser.Policy,
                Columns = z.Columns,
            };
            RuleJob<GammaFormula>.Run(formula, r.Rows, r.Columns, workers);
        }
    }

    /// <summary>
    /// The two quotients of the αβ rule (Bach et al. 2015): sPositive = α·r/d(positive), sNegative = β·r/d(negative), so that
    /// R_in = [x]⁺⊙[W]⁺ᵀsPositive + [x]⁻⊙[W]⁻ᵀsPositive − [x]⁺⊙[W]⁻ᵀsNegative − [x]⁻⊙[W]⁺ᵀsNegative.
    /// </summary>
    /// <param name="r">R.</param>
    /// <param name="positive">z⁺.</param>
    /// <param name="negative">z⁻.</param>
    /// <param name="alpha">α.</param>
    /// <param name="beta">β.</param>
    /// <param name="stabiliser">d.</param>
    /// <param name="sampleRows">Rows of one sample.</param>
    /// <param name="sPositive">Receives the first quotient.</param>
    /// <param name="sNegative">Receives the second one.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or sPositive is r.</exception>
    public static void AlphaBeta(
        Matrix r, Matrix positive, Matrix negative, float alpha, float beta, Stabiliser stabiliser, int sampleRows, Matrix sPositive, Matrix sNegative, Workers workers)
    {
        if (r.Data.Overlaps(sPositive.Data))
        {
            throw new ArgumentException("sPositive: must not be r, which the second quotient still needs.", nameof(sPositive));
        }

        Stabilised(r, positive, stabiliser, alpha, sampleRows, sPositive, workers);
        Stabilised(r, negative, stabiliser, beta, sampleRows, sNegative, workers);
    }

    private static void Check(Matrix r, Matrix a, Matrix b, Matrix s, int sampleRows)
    {
        Guard.Targets(r, a.Rows);
        Guard.Whole(r);
        Guard.Shape(a, a.Rows, r.Columns);
        Guard.Shape(b, a.Rows, r.Columns);
        Guard.Shape(s, r.Rows, r.Columns);
        if (sampleRows < 1 || a.Rows % sampleRows != 0)
        {
            throw new ArgumentException($"sampleRows: expected a divisor of {a.Rows} rows, found {sampleRows}.", nameof(sampleRows));
        }
    }
}
