namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>
/// Every rule from its formula: R_i = Σ_j n_ij / d(Σ_k n_kj + b_j) · R_j with the numerators n that the rule is. Sources are
/// named in <c>docs/layer-graphs.md</c>.
/// </summary>
internal static class Formulas
{
    /// <summary>Relevance of all inputs of a layer, one behind another.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="x">Its inputs.</param>
    /// <param name="z">Its output, with its bias: the denominator of the rules that divide by it.</param>
    /// <param name="r">Relevance of its output.</param>
    public static Shares Relevance(Rule rule, LayerFunction layer, double[] x, double[] z, double[] r)
    {
        double p(double v) => Math.Max(v, 0);
        double n(double v) => Math.Min(v, 0);
        switch (rule.Name)
        {
            case "gradient":
            case "pass" when layer.Layer.OnlyMoves:
                Shares adjoint = Adjoint(layer.Derivative(x), r);

                // A derivative that is no matrix of weights is a number computed from all inputs.
                return layer.IsLinear ? adjoint : adjoint with { Rounding = [.. adjoint.Values.Select(_ => adjoint.Rounding.Concat(r.Select(Math.Abs)).Max())] };
            case "pass":
                return Shares.Of(r);
            case "relu_guided_backprop":
                return Shares.Of([.. r.Select((v, i) => x[i] > 0 ? p(v) : 0)]);
            case "relu_deconvnet":
                return Shares.Of([.. r.Select(p)]);
            case "relu_beta_smooth":
                return Shares.Of([.. r.Select((v, i) => v / (1 + Math.Exp(-rule.BetaSmooth * x[i])))]);
            case "half" or "signal":
                double[] shares = new double[x.Length];
                foreach (((int signal, int gate), double part) in layer.Factors().Zip(r))
                {
                    shares[signal] += rule.Name == "half" ? part / 2 : part;
                    shares[gate] += rule.Name == "half" ? part / 2 : 0;
                }

                return Shares.Of(shares);
            case "winner" or "tie_split" or "proportional":
                return MaxPool(rule, layer.Windows(), x, r);
        }

        (double[,] w, double[] bias) = layer.Linear(x);
        double b(int j) => rule.ZeroBias ? 0 : bias[j];
        double none(int j) => 0;
        switch (rule.Name)
        {
            case "epsilon" or "norm" or "captum_epsilon" or "lrp0":
                return Share(rule, w, (i, j) => x[i] * w[i, j], b, r, rule.ZeroBias ? null : z);

            // Parts of one sign, each over its own sum: α of the positive ones, −β of the negative ones.
            case "zplus":
                return AlphaBeta(rule with { Alpha = 1, Beta = 0 }, w, x, j => p(b(j)), none, r);
            case "alpha_beta":
                return AlphaBeta(rule, w, x, j => p(b(j)), j => n(b(j)), r);
            case "innvestigate_alpha_beta":
                return AlphaBeta(rule, w, x, b, b, r);

            // Where z > 0 what pushes up counts 1 + γ times, where z < 0 what pushes down; z is the layer's output, with its bias.
            case "gamma":
                double g = rule.Gamma;
                Shares up = Share(rule, w, (i, j) => (p(x[i]) * (w[i, j] + (g * p(w[i, j])))) + (n(x[i]) * (w[i, j] + (g * n(w[i, j])))), j => b(j) + (g * p(b(j))), [.. r.Select((v, j) => z[j] > 0 ? v : 0)]);
                Shares down = Share(rule, w, (i, j) => (p(x[i]) * (w[i, j] + (g * n(w[i, j])))) + (n(x[i]) * (w[i, j] + (g * p(w[i, j])))), j => b(j) + (g * n(b(j))), [.. r.Select((v, j) => z[j] < 0 ? v : 0)]);
                Shares both = up.Plus(1, down);

                // Computed from products with w and |w|, of which all but w may cancel.
                return both with { Rounding = [.. both.Rounding.Select(v => v * (1 + g))] };

            case "captum_gamma":
                return Share(rule, w, (i, j) => x[i] * (w[i, j] + (rule.Gamma * p(w[i, j]))), b, r);
            case "captum_alpha1_beta0":
                return Share(rule, w, (i, j) => x[i] * p(w[i, j]), b, r);
            case "zbox":
                double low(int i) => rule.Low[rule.Low.Length == 1 ? 0 : layer.Channel(i)];
                double high(int i) => rule.High[rule.High.Length == 1 ? 0 : layer.Channel(i)];
                return Share(rule, w, (i, j) => (x[i] * w[i, j]) - (low(i) * p(w[i, j])) - (high(i) * n(w[i, j])), none, r);
            case "w_square":
                return Share(rule, w, (i, j) => w[i, j] * w[i, j], j => b(j) * b(j), r);
            case "flat":
                double[,] ones = layer.Ones();
                return Share(rule, ones, (i, j) => ones[i, j], none, r);
            default:
                throw new NotSupportedException(rule.Name);
        }
    }

    private static Shares AlphaBeta(Rule rule, double[,] w, double[] x, Func<int, double> positiveBias, Func<int, double> negativeBias, double[] r)
    {
        Shares positive = Share(rule, w, (i, j) => Math.Max(x[i] * w[i, j], 0), positiveBias, r);
        Shares negative = Share(rule, w, (i, j) => Math.Min(x[i] * w[i, j], 0), negativeBias, r);
        return positive.Times(rule.Alpha).Plus(-rule.Beta, negative);
    }

    private static Shares MaxPool(Rule rule, int[][] windows, double[] x, double[] r)
    {
        double[,] n = new double[x.Length, windows.Length];
        for (int j = 0; j < windows.Length; j++)
        {
            double largest = windows[j].Max(i => x[i]);
            int[] ties = [.. windows[j].Where(i => x[i] == largest)];
            foreach (int i in rule.Name == "winner" ? ties.Take(1) : rule.Name == "tie_split" ? ties : windows[j])
            {
                n[i, j] = rule.Name switch { "winner" => 1, "tie_split" => 1.0 / ties.Length, _ => x[i] };
            }
        }

        return rule.Name == "proportional" ? Share(rule, n, (i, j) => n[i, j], _ => 0, r) : Adjoint(n, r);
    }

    // R_i = Σ_j n_ij R_j / d(z_j), z the sum of the numerators and a bias, or what the layer computed itself.
    private static Shares Share(Rule rule, double[,] like, Func<int, int, double> numerator, Func<int, double> bias, double[] r, double[]? given = null)
    {
        double[,] n = new double[like.GetLength(0), like.GetLength(1)];
        double[] z = [.. r.Select((_, j) => bias(j))], magnitudes = [.. z.Select(Math.Abs)];
        for (int i = 0; i < n.GetLength(0); i++)
        {
            for (int j = 0; j < z.Length; j++)
            {
                n[i, j] = numerator(i, j);
                z[j] += n[i, j];
                magnitudes[j] += Math.Abs(n[i, j]);
            }
        }

        double[] s = rule.Denominator.Quotients(r, given ?? z);
        double[]? rounding = given is not null ? null : [.. z.Select((sum, j) => Shares.RoundingOf(sum, magnitudes[j], r[j], s[j]))];
        if (rule.Name == "lrp0")
        {
            // Where the output is 0 its relevance is as well, and what each input gets of it is 0 / 0: programs that carry R / z know it.
            rounding = [.. (given ?? z).Select((sum, j) => sum == 0 ? double.PositiveInfinity : rounding?[j] ?? 0)];
        }

        return Adjoint(n, s, rounding);
    }

    // With what one unit of rounding of s_j is, beside that of the product with it.
    private static Shares Adjoint(double[,] matrix, double[] s, double[]? rounding = null)
    {
        double[] sums = new double[matrix.GetLength(0)], roundings = new double[sums.Length];
        for (int i = 0; i < sums.Length; i++)
        {
            for (int j = 0; j < s.Length; j++)
            {
                sums[i] += matrix[i, j] * s[j];
                if (matrix[i, j] != 0)
                {
                    roundings[i] += Math.Abs(matrix[i, j]) * (Math.Abs(s[j]) + (rounding?[j] ?? 0));
                }
            }
        }

        return new Shares(sums, roundings);
    }
}
