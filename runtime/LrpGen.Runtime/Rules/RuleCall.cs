namespace LrpGen.Runtime;

/// <summary>What a rule works on: one operator of one call, and the form in which relevance comes and goes.</summary>
/// <remarks>
/// Relevance comes as R itself or, in gradient form, as g with R = of ⊙ g; rules divide it by their denominators, and there
/// the two differ by one factor. It goes as R_in = x ⊙ Wᵀs or as Wᵀs, which is R_in/x; flat, w² and box rules, whose R_in does
/// not hold the factor x, give R_in alone. A matrix of relevance has the rows of all samples for the first target first.
/// </remarks>
/// <param name="run">The call.</param>
/// <param name="layer">The operator, linear in its input but for a bias.</param>
/// <param name="bias">Its bias, or nothing.</param>
/// <param name="x">Its input [samples · positions, channels].</param>
/// <param name="z">Its output, bias included.</param>
/// <param name="r">Relevance of its output.</param>
/// <param name="of">The tensor with which <paramref name="r"/> is to be multiplied; <c>default</c> if it is R itself.</param>
/// <param name="rIn">Where the relevance of its input goes.</param>
/// <param name="accumulate">Whether that is added to what is there.</param>
/// <param name="stabiliserSink">Ledger line of what stabilisers and dropped outputs take.</param>
/// <param name="biasSink">Ledger line of the bias; −1 for rules that leave it out.</param>
/// <param name="gradient">Whether <paramref name="rIn"/> receives R_in/x.</param>
/// <param name="nonNegative">Whether no input is below zero: half of the products of signed parts are zero then.</param>
public readonly ref struct RuleCall(
    ArrayWorkspace run,
    ILinearOperator layer,
    ReadOnlySpan<float> bias,
    Matrix x,
    Matrix z,
    Matrix r,
    Matrix of,
    Matrix rIn,
    bool accumulate,
    int stabiliserSink,
    int biasSink = -1,
    bool gradient = false,
    bool nonNegative = false)
{
    private readonly ReadOnlySpan<float> bias = bias;
    private readonly Matrix x = x;
    private readonly Matrix z = z;
    private readonly Matrix r = r;
    private readonly Matrix rIn = rIn;
    private readonly Matrix of = of;

    internal ILinearOperator Layer => layer;

    internal Matrix X => x;

    internal Matrix Z => z;

    internal Matrix R => r;

    internal Matrix Of => of;

    internal bool NonNegative => nonNegative;

    internal bool HasLedger => run.Ledger.IsOn;

    internal Workers Workers => run.Workers;

    /// <summary>Memory like the output.</summary>
    internal Matrix LikeOutput() => run.Scratch(z.Rows, z.Columns);

    /// <summary>Memory like the input.</summary>
    internal Matrix LikeInput() => run.Scratch(x.Rows, x.Columns);

    /// <summary>Memory like the relevance of the output.</summary>
    internal Matrix LikeRelevance() => run.Scratch(r.Rows, r.Columns);

    /// <summary>Forgets the memory of the rule before this one.</summary>
    internal void Begin() => run.ResetScratch();

    /// <summary>map(W) · inputs(x) (+ map(b)).</summary>
    internal Matrix Product(WeightMap map, InputMap inputs, bool withBias)
    {
        Matrix y = LikeOutput();
        layer.Forward(x, map, inputs, withBias, y, run.Workers);
        return y;
    }

    /// <summary>z, with or without the bias.</summary>
    internal Matrix Output(bool withBias) => withBias || bias.IsEmpty ? z : Product(WeightMap.Identity, InputMap.Identity, withBias: false);

    /// <summary>s = factor · R / d(denominator).</summary>
    internal Matrix Quotient(Matrix denominator, Stabiliser stabiliser, float factor = 1)
    {
        Matrix s = LikeRelevance();
        Quotients.Stabilised(r, of, denominator, stabiliser, factor, layer.OutputPositions, s, run.Workers);
        return s;
    }

    /// <summary>map(W)ᵀ · s.</summary>
    internal Matrix Adjoint(Matrix s, WeightMap map)
    {
        Matrix u = run.Scratch(rIn.Rows, rIn.Columns);
        layer.Adjoint(s, map, u, accumulate: false, run.Workers);
        return u;
    }

    /// <summary>map(W)ᵀ · s, and moreMap(W)ᵀ · more.</summary>
    internal Matrix Adjoint(Matrix s, WeightMap map, Matrix more, WeightMap moreMap)
    {
        Matrix u = Adjoint(s, map);
        layer.Adjoint(more, moreMap, u, accumulate: true, run.Workers);
        return u;
    }

    /// <summary>Delivers map(W)ᵀ · s as R_in/x.</summary>
    internal void Deliver(Matrix s, WeightMap map)
    {
        if (gradient)
        {
            layer.Adjoint(s, map, rIn, accumulate, run.Workers);
        }
        else
        {
            DeliverTimes(InputMap.Identity, Adjoint(s, map), accumulate);
        }
    }

    /// <summary>Delivers map(W)ᵀ · s + moreMap(W)ᵀ · more as R_in/x.</summary>
    internal void Deliver(Matrix s, WeightMap map, Matrix more, WeightMap moreMap)
    {
        if (gradient)
        {
            layer.Adjoint(s, map, rIn, accumulate, run.Workers);
            layer.Adjoint(more, moreMap, rIn, accumulate: true, run.Workers);
        }
        else
        {
            DeliverTimes(InputMap.Identity, Adjoint(s, map, more, moreMap), accumulate);
        }
    }

    /// <summary>Delivers, on top of what has been delivered, sgn(x) ⊙ map(W)ᵀ · s as R_in/x.</summary>
    internal void DeliverSigned(Matrix s, WeightMap map)
        => DeliverTimes(gradient ? InputMap.Sign : InputMap.Magnitude, Adjoint(s, map), accumulateResult: true);

    /// <summary>Delivers u as R_in/x where x &gt; 0, and v elsewhere.</summary>
    internal void DeliverBySign(Matrix u, Matrix v)
        => Products.SignedCombination(x, timesInput: !gradient, u, v, rIn, accumulate, run.Workers);

    /// <summary>Delivers map(W)ᵀ · s as R_in itself.</summary>
    internal void DeliverItself(Matrix s, WeightMap map)
    {
        if (gradient)
        {
            throw new InvalidOperationException("What this rule gives to an input is not in proportion to it: it cannot be delivered as R/x.");
        }

        layer.Adjoint(s, map, rIn, accumulate, run.Workers);
    }

    /// <summary>Delivers factor ⊙ map(W)ᵀ · s + moreFactor ⊙ moreMap(W)ᵀ · s as R_in itself.</summary>
    internal void DeliverItself(Matrix s, Matrix factor, WeightMap map, Matrix moreFactor, WeightMap moreMap)
    {
        Products.Multiply(factor, InputMap.Identity, Adjoint(s, map), 1, rIn, accumulate, run.Workers);
        Products.Multiply(moreFactor, InputMap.Identity, Adjoint(s, moreMap), 1, rIn, accumulate: true, run.Workers);
    }

    /// <summary>x less a bound: one, or one a column.</summary>
    internal Matrix InputLess(ReadOnlySpan<float> bound)
    {
        Matrix difference = LikeInput();
        Products.Subtract(x, bound, difference, run.Workers);
        return difference;
    }

    /// <summary>Adds the bias to a matrix like the output.</summary>
    internal void AddBias(Matrix y)
    {
        for (int row = 0; row < y.Rows && !bias.IsEmpty; row++)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(y[row], bias[..y.Columns], y[row]);
        }
    }

    /// <summary>Ledger: of all that arrives, Σ R, the stabiliser keeps what <see cref="Shared"/> does not share out.</summary>
    internal void Arrived() => run.Account(stabiliserSink, 1, r, of);

    /// <summary>Ledger: Σ denominator ⊙ s is shared out, and of it the bias takes Σ map(b) ⊙ s, if it takes part.</summary>
    internal void Shared(Matrix denominator, Matrix s, WeightMap map, bool withBias)
    {
        if (!run.Ledger.IsOn)
        {
            return;
        }

        run.Shared(stabiliserSink, s, denominator);
        if (withBias && !bias.IsEmpty)
        {
            Matrix mapped = run.Scratch(1, z.Columns);
            for (int i = 0; i < z.Columns; i++)
            {
                mapped[0][i] = Mapped(bias[i], map);
            }

            run.AccountColumns(biasSink, s, mapped[0]);
        }
    }

    private static float Mapped(float value, WeightMap map) => map switch
    {
        WeightMap.Identity => value,
        WeightMap.Magnitude => MathF.Abs(value),
        WeightMap.Positive => MathF.Max(value, 0),
        WeightMap.Negative => MathF.Min(value, 0),
        WeightMap.Square => value * value,
        _ => 1,
    };

    private void DeliverTimes(InputMap inputs, Matrix u, bool accumulateResult)
        => Products.Multiply(x, inputs, u, 1, rIn, accumulateResult, run.Workers);
}
