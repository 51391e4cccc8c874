namespace LrpGen.Runtime;

/// <summary>What a rule in relevance form works on: one operator of one call.</summary>
/// <remarks>
/// R is relevance itself (not R/x, as in the transformers' passes): that is what flat, w² and box rules need, and what
/// survives an input of exactly zero. A matrix of relevance has the rows of all samples for the first target first.
/// </remarks>
/// <param name="run">The call.</param>
/// <param name="layer">The operator, linear in its input but for a bias.</param>
/// <param name="bias">Its bias, or nothing.</param>
/// <param name="x">Its input [samples · positions, channels].</param>
/// <param name="z">Its output, bias included.</param>
/// <param name="r">Relevance of its output.</param>
/// <param name="rIn">Where the relevance of its input goes.</param>
/// <param name="accumulate">Whether that is added to what is there.</param>
/// <param name="biasSink">Ledger line of the bias.</param>
/// <param name="stabiliserSink">Ledger line of what stabilisers and dropped outputs take.</param>
public readonly ref struct RuleCall(
    ArrayWorkspace run,
    ILinearOperator layer,
    ReadOnlySpan<float> bias,
    Matrix x,
    Matrix z,
    Matrix r,
    Matrix rIn,
    bool accumulate,
    int biasSink,
    int stabiliserSink)
{
    private readonly ReadOnlySpan<float> bias = bias;
    private readonly Matrix x = x;
    private readonly Matrix z = z;
    private readonly Matrix r = r;
    private readonly Matrix rIn = rIn;

    internal ILinearOperator Layer => layer;

    internal Matrix X => x;

    internal Matrix Z => z;

    internal Matrix R => r;

    internal Matrix RIn => rIn;

    internal bool Accumulate => accumulate;

    internal Workers Workers => run.Workers;

    /// <summary>Memory like the output.</summary>
    internal Matrix LikeOutput() => run.Scratch(z.Rows, z.Columns);

    /// <summary>Memory like the input.</summary>
    internal Matrix LikeInput()
    {
        Matrix memory = run.Scratch(x.Rows, x.Columns);
        memory.Data.Clear();
        return memory;
    }

    /// <summary>Memory like the relevance of the output.</summary>
    internal Matrix LikeRelevance() => run.Scratch(r.Rows, r.Columns);

    /// <summary>Memory like the relevance of the input.</summary>
    internal Matrix LikeInputRelevance() => run.Scratch(rIn.Rows, rIn.Columns);

    /// <summary>Forgets the memory of the rule before this one.</summary>
    internal void Begin() => run.ResetScratch();

    /// <summary>map(W) · inputs(x) (+ map(b)).</summary>
    internal Matrix Product(WeightMap map, InputMap inputs, bool withBias)
    {
        Matrix y = LikeOutput();
        layer.Forward(x, map, inputs, withBias, y, run.Workers);
        return y;
    }

    /// <summary>map(W)ᵀ · s.</summary>
    internal Matrix Adjoint(Matrix s, WeightMap map)
    {
        Matrix u = LikeInputRelevance();
        layer.Adjoint(s, map, u, accumulate: false, run.Workers);
        return u;
    }

    /// <summary>Adds the bias to a matrix like the output.</summary>
    internal void AddBias(Matrix y)
    {
        for (int row = 0; row < y.Rows && !bias.IsEmpty; row++)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(y[row], bias[..y.Columns], y[row]);
        }
    }

    /// <summary>s = factor · R / d(denominator).</summary>
    internal Matrix Quotient(Matrix denominator, Stabiliser stabiliser)
    {
        Matrix s = LikeRelevance();
        Quotients.Stabilised(r, denominator, stabiliser, 1, layer.OutputPositions, s, run.Workers);
        return s;
    }

    /// <summary>Ledger: the bias takes Σ b̃ ⊙ s, where b̃ is what the rule makes of the bias.</summary>
    internal void AccountBias(Matrix s, Func<float, float>? map = null)
    {
        if (!run.Ledger.IsOn || bias.IsEmpty)
        {
            return;
        }

        int rowsPerSample = layer.OutputPositions;
        for (int row = 0; row < s.Rows; row++)
        {
            double sum = 0;
            ReadOnlySpan<float> share = s[row];
            for (int i = 0; i < share.Length; i++)
            {
                sum += (double)(map is null ? bias[i] : map(bias[i])) * share[i];
            }

            Add(biasSink, row, rowsPerSample, sum);
        }
    }

    /// <summary>Ledger: the stabiliser, and outputs whose relevance is dropped, take Σ R − denominator ⊙ s.</summary>
    internal void AccountStabiliser(Matrix s, Matrix denominator)
    {
        if (!run.Ledger.IsOn)
        {
            return;
        }

        for (int row = 0; row < s.Rows; row++)
        {
            double sum = 0;
            ReadOnlySpan<float> relevance = r[row];
            ReadOnlySpan<float> share = s[row];
            ReadOnlySpan<float> whole = denominator[row % denominator.Rows];
            for (int i = 0; i < share.Length; i++)
            {
                sum += relevance[i] - ((double)whole[i] * share[i]);
            }

            Add(stabiliserSink, row, layer.OutputPositions, sum);
        }
    }

    /// <summary>Ledger: what leaves at an operator without a formula of its own, Σ R − Σ R_in.</summary>
    internal void AccountDifference(Matrix arrived)
    {
        if (!run.Ledger.IsOn)
        {
            return;
        }

        Sum(r, layer.OutputPositions, 1);
        Sum(arrived, layer.InputPositions, -1);
    }

    private void Sum(Matrix relevance, int rowsPerSample, double sign)
    {
        for (int row = 0; row < relevance.Rows; row++)
        {
            double sum = 0;
            foreach (float value in relevance[row])
            {
                sum += value;
            }

            Add(stabiliserSink, row, rowsPerSample, sign * sum);
        }
    }

    private void Add(int sink, int row, int rowsPerSample, double value)
    {
        int sample = row / rowsPerSample;
        run.Ledger.Add(sink, sample / run.Count, sample % run.Count, value);
    }
}
