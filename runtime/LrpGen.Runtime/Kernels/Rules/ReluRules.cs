namespace LrpGen.Runtime;

/// <summary>What gradient-type methods make of a relevance matrix at a ReLU.</summary>
public enum ReluRule
{
    /// <summary>[g]⁺ where z &gt; 0 (guided backpropagation, Springenberg et al. 2015).</summary>
    GuidedBackprop,

    /// <summary>[g]⁺ (deconvnet, Zeiler and Fergus 2014).</summary>
    Deconvnet,

    /// <summary>g·σ(βz), the slope of a softened ReLU (Dombrowski et al. 2019).</summary>
    BetaSmooth,
}

/// <summary>Modified gradients of the ReLU.</summary>
public static unsafe class ReluRules
{
    /// <summary>gIn = the rule's gradient. gIn may be g.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="g">Gradient of the output: [targets·rows, columns].</param>
    /// <param name="z">Input of the ReLU: [rows, columns].</param>
    /// <param name="beta">β of <see cref="ReluRule.BetaSmooth"/>.</param>
    /// <param name="gIn">Receives the result: [targets·rows, columns].</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Backward(ReluRule rule, Matrix g, Matrix z, float beta, Matrix gIn, Workers workers)
    {
        if (rule is < ReluRule.GuidedBackprop or > ReluRule.BetaSmooth)
        {
            throw new ArgumentOutOfRangeException(nameof(rule), rule, "Not a rule.");
        }

        Guard.Targets(g, z.Rows);
        Guard.Whole(g);
        Guard.Shape(z, z.Rows, g.Columns);
        Guard.Shape(gIn, g.Rows, g.Columns);
        fixed (float* pg = g.Data, pz = z.Data, pgIn = gIn.Data)
        {
            var formula = new ReluFormula { Rule = rule, G = new(pg, g.Stride), Z = new(pz, z.Stride), Beta = beta, GIn = new(pgIn, gIn.Stride) };
            RuleJob<ReluFormula>.Run(formula, g.Rows, z.Rows, g.Columns, RuleRows.AreOneRun(g.Columns, formula.G, formula.Z, formula.GIn), workers);
        }
    }

    private struct ReluFormula : IRuleFormula
    {
        public ReluRule Rule;
        public RawMatrix G;
        public RawMatrix Z;
        public float Beta;
        public RawMatrix GIn;

        public readonly void Row<T>(int row, int at, nint count)
            where T : unmanaged, ILanes<T>
        {
            float* g = G.Row(row), z = Z.Row(at), gIn = GIn.Row(row);
            T zero = T.Create(0f), beta = T.Create(Beta);
            ReluRule rule = Rule;
            for (nint c = 0; c < count; c += 16)
            {
                T gradient = T.Load(g + c), input = T.Load(z + c);
                T result = rule switch
                {
                    ReluRule.GuidedBackprop => T.WhereGreater(input, zero, T.Max(zero, gradient), zero),
                    ReluRule.Deconvnet => T.Max(zero, gradient),
                    _ => gradient * LaneMath.Sigmoid(beta * input),
                };
                result.Store(gIn + c);
            }
        }
    }
}
