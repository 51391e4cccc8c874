namespace LrpGen.Runtime;

/// <summary>The quotients s = R/d of the relevance rules.</summary>
/// <remarks>
/// z and the other denominators: [rows, columns]; r and the results: the rows of one or more targets, [targets·rows, columns].
/// R is r itself, or r ⊙ of in gradient form, where <c>of</c> [rows, columns] is the tensor whose share R is.
/// A sample has <c>sampleRows</c> rows (the positions of the layer's output; 1 for a dense layer): that is what
/// <see cref="StabiliserPolicy.RmsScaled"/> takes its mean over. A result may be r. Padding columns are zero.
/// </remarks>
public static unsafe class Quotients
{
    /// <summary>s = factor·R/d(z).</summary>
    /// <param name="r">R, or R/of.</param>
    /// <param name="of">What r is to be multiplied with; <c>default</c> for nothing.</param>
    /// <param name="z">The denominator before it is stabilised.</param>
    /// <param name="stabiliser">d.</param>
    /// <param name="factor">A constant factor (α or −β, say).</param>
    /// <param name="sampleRows">Rows of one sample.</param>
    /// <param name="s">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Stabilised(Matrix r, Matrix of, Matrix z, Stabiliser stabiliser, float factor, int sampleRows, Matrix s, Workers workers)
    {
        Check(r, of, z, s, sampleRows);
        using Workers.Turn turn = workers.Begin();
        fixed (float* pr = r.Data, po = of.Data, pz = z.Data, ps = s.Data)
        {
            var formula = new QuotientFormula
            {
                R = new(pr, r.Stride),
                Of = new(po, of.Stride),
                Z = new(pz, z.Stride),
                S = new(ps, s.Stride),
                Factor = factor,
                Epsilon = SampleEpsilon.Of(stabiliser, new(pz, z.Stride), default, 0f, z.Rows, z.Columns, sampleRows, workers, part: 0),
                Policy = stabiliser.Policy,
                Columns = z.Columns,
            };

            // Only the last vector of a run is cleaned; those of the other rows need it if they are partly padding and ε is 0.
            bool isAlike = !stabiliser.IsScaled && (stabiliser.Epsilon != 0 || r.Columns % Matrix.Padding == 0);
            bool isOneRun = isAlike && RuleRows.AreOneRun(r.Columns, formula.R, formula.Of, formula.Z, formula.S);
            RuleJob<QuotientFormula>.Run(formula, r.Rows, z.Rows, r.Columns, isOneRun, workers);
        }
    }

    /// <summary>
    /// The quotient of the γ rule (Montavon et al. 2019, generalised to signed inputs as in Anders et al. 2021, zennit),
    /// q = R/d(total + γ·½(total + sgn(z)·m)), and 0 where z = 0: s = (1 + γ/2)·q and t = (γ/2)·sgn(z)·q, so that
    /// R_in/x = Wᵀs + sgn(x) ⊙ |W|ᵀt.
    /// </summary>
    /// <param name="r">R, or R/of.</param>
    /// <param name="of">What r is to be multiplied with; <c>default</c> for nothing.</param>
    /// <param name="z">The layer's output with its bias: its sign says which parts are favoured.</param>
    /// <param name="total">z, or z without the bias if the rule leaves it out.</param>
    /// <param name="magnitude">m = |W|·|x| + |b|, or without the bias.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="stabiliser">d.</param>
    /// <param name="sampleRows">Rows of one sample.</param>
    /// <param name="s">Receives what goes through W.</param>
    /// <param name="t">Receives what goes through |W|.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Gamma(
        Matrix r, Matrix of, Matrix z, Matrix total, Matrix magnitude, float gamma, Stabiliser stabiliser, int sampleRows, Matrix s, Matrix t, Workers workers)
    {
        Check(r, of, z, s, sampleRows);
        Check(r, of, total, t, sampleRows);
        Guard.Shape(magnitude, z.Rows, z.Columns);
        Guard.Shape(total, z.Rows, z.Columns);
        using Workers.Turn turn = workers.Begin();
        fixed (float* pr = r.Data, po = of.Data, pz = z.Data, pTotal = total.Data, pm = magnitude.Data, ps = s.Data, pt = t.Data)
        {
            // The denominators are (1 + γ/2)·(total ± share·m): an ε in proportion to their size takes their factor.
            float half = gamma / 2, share = half / (1 + half);
            Stabiliser scaled = stabiliser.IsScaled ? stabiliser with { Epsilon = stabiliser.Epsilon * (1 + half) } : stabiliser;
            RawMatrix rawTotal = new(pTotal, total.Stride), rawMagnitude = new(pm, magnitude.Stride);
            var formula = new GammaFormula
            {
                R = new(pr, r.Stride),
                Of = new(po, of.Stride),
                Z = new(pz, z.Stride),
                Total = rawTotal,
                Magnitude = rawMagnitude,
                S = new(ps, s.Stride),
                T = new(pt, t.Stride),
                HalfGamma = half,
                PositiveEpsilon = SampleEpsilon.Of(scaled, rawTotal, rawMagnitude, share, z.Rows, z.Columns, sampleRows, workers, part: 0),
                NegativeEpsilon = SampleEpsilon.Of(scaled, rawTotal, rawMagnitude, -share, z.Rows, z.Columns, sampleRows, workers, part: 1),
                Policy = stabiliser.Policy,
            };
            bool isOneRun = !stabiliser.IsScaled
                && RuleRows.AreOneRun(r.Columns, formula.R, formula.Of, formula.Z, formula.Total, formula.Magnitude)
                && RuleRows.AreOneRun(r.Columns, formula.S, formula.T, default);
            RuleJob<GammaFormula>.Run(formula, r.Rows, z.Rows, r.Columns, isOneRun, workers);
        }
    }

    private static void Check(Matrix r, Matrix of, Matrix z, Matrix s, int sampleRows)
    {
        Guard.Targets(r, z.Rows);
        Guard.Whole(r);
        Guard.Shape(z, z.Rows, r.Columns);
        Guard.Shape(s, r.Rows, r.Columns);
        if (!of.IsEmpty)
        {
            Guard.Shape(of, z.Rows, r.Columns);
        }

        if (sampleRows < 1 || z.Rows % sampleRows != 0)
        {
            throw new ArgumentException($"sampleRows: expected a divisor of {z.Rows} rows, found {sampleRows}.", nameof(sampleRows));
        }
    }
}
