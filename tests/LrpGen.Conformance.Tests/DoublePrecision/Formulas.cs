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
    /// <param name="r">Relevance of its output.</param>
    public static double[] Relevance(Rule rule, LayerFunction layer, double[] x, double[] r)
    {
        double p(double v) => Math.Max(v, 0);
        double n(double v) => Math.Min(v, 0);
        switch (rule.Name)
        {
            case "gradient":
            case "pass" when layer.Layer.OnlyMoves:
                return Adjoint(layer.Derivative(x), r);
            case "pass":
                return r;
            case "relu_guided_backprop":
                return [.. r.Select((v, i) => x[i] > 0 ? p(v) : 0)];
            case "relu_deconvnet":
                return [.. r.Select(p)];
            case "relu_beta_smooth":
                return [.. r.Select((v, i) => v / (1 + Math.Exp(-rule.BetaSmooth * x[i])))];
            case "winner" or "tie_split" or "proportional":
                return MaxPool(rule, layer.Windows(), x, r);
        }

        (double[,] w, double[] bias) = layer.Linear(x);
        double b(int j) => rule.ZeroBias ? 0 : bias[j];
        double none(int j) => 0;
        switch (rule.Name)
        {
            case "epsilon" or "norm" or "captum_epsilon" or "lrp0":
                return Share(rule, w, (i, j) => x[i] * w[i, j], b, r);

            // Parts of one sign, each over its own sum: α of the positive ones, −β of the negative ones.
            case "zplus":
                return AlphaBeta(rule with { Alpha = 1, Beta = 0 }, w, x, j => p(b(j)), none, r);
            case "alpha_beta":
                return AlphaBeta(rule, w, x, j => p(b(j)), j => n(b(j)), r);
            case "innvestigate_alpha_beta":
                return AlphaBeta(rule, w, x, b, b, r);

            // Where z > 0 what pushes up counts 1 + γ times, where z < 0 what pushes down; z is the layer's output, with its bias.
            case "gamma":
                double[] z = layer.Values(x);
                double g = rule.Gamma;
                double[] up = Share(rule, w, (i, j) => (p(x[i]) * (w[i, j] + (g * p(w[i, j])))) + (n(x[i]) * (w[i, j] + (g * n(w[i, j])))), j => b(j) + (g * p(b(j))), [.. r.Select((v, j) => z[j] > 0 ? v : 0)]);
                double[] down = Share(rule, w, (i, j) => (p(x[i]) * (w[i, j] + (g * n(w[i, j])))) + (n(x[i]) * (w[i, j] + (g * p(w[i, j])))), j => b(j) + (g * n(b(j))), [.. r.Select((v, j) => z[j] < 0 ? v : 0)]);
                return Sum(up, down);

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

    private static double[] AlphaBeta(Rule rule, double[,] w, double[] x, Func<int, double> positiveBias, Func<int, double> negativeBias, double[] r)
    {
        double[] positive = Share(rule, w, (i, j) => Math.Max(x[i] * w[i, j], 0), positiveBias, r);
        double[] negative = Share(rule, w, (i, j) => Math.Min(x[i] * w[i, j], 0), negativeBias, r);
        return [.. positive.Select((v, i) => (rule.Alpha * v) - (rule.Beta * negative[i]))];
    }

    private static double[] MaxPool(Rule rule, int[][] windows, double[] x, double[] r)
    {
        double[] result = new double[x.Length];
        double[] shares = rule.Denominator.Quotients(r, [.. windows.Select(w => w.Sum(i => x[i]))]);
        for (int j = 0; j < windows.Length; j++)
        {
            double largest = windows[j].Max(i => x[i]);
            int[] ties = [.. windows[j].Where(i => x[i] == largest)];
            foreach (int i in rule.Name == "winner" ? ties.Take(1) : rule.Name == "tie_split" ? ties : windows[j])
            {
                result[i] += rule.Name switch { "winner" => r[j], "tie_split" => r[j] / ties.Length, _ => x[i] * shares[j] };
            }
        }

        return result;
    }

    private static double[] Share(Rule rule, double[,] like, Func<int, int, double> numerator, Func<int, double> bias, double[] r)
    {
        double[,] n = new double[like.GetLength(0), like.GetLength(1)];
        double[] z = new double[n.GetLength(1)];
        for (int i = 0; i < n.GetLength(0); i++)
        {
            for (int j = 0; j < z.Length; j++)
            {
                n[i, j] = numerator(i, j);
                z[j] += n[i, j];
            }
        }

        return Adjoint(n, rule.Denominator.Quotients(r, [.. z.Select((sum, j) => sum + bias(j))]));
    }

    private static double[] Adjoint(double[,] matrix, double[] r)
    {
        double[] sums = new double[matrix.GetLength(0)];
        for (int i = 0; i < sums.Length; i++)
        {
            for (int j = 0; j < r.Length; j++)
            {
                sums[i] += matrix[i, j] * r[j];
            }
        }

        return sums;
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Select((v, i) => v + b[i])];
}
