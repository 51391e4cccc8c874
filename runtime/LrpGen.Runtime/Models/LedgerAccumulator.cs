namespace LrpGen.Runtime;

/// <summary>
/// Collects where relevance goes that does not reach the tokens: <c>score = Σ R(tokens) + Σ sinks</c>.
/// </summary>
/// <remarks>
/// Every sink is computed from the formula of its operator and rule, never as the remainder, so that the identity is a
/// check. In the formulas g is the relevance of an operator's output in gradient form (R = z ⊙ g). Sums are taken in
/// double precision, per target and sequence. Generated code calls the methods unconditionally; they return at once
/// when no ledger was asked for.
/// </remarks>
public sealed class LedgerAccumulator
{
    private GrowingArray<double> sums;
    private int sequences;
    private int targets;
    private int firstTarget;
    private int allTargets;

    /// <summary>Whether a ledger was asked for.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Makes room for a call and sets all sinks to zero.</summary>
    public void Prepare(bool on, int sinks, int targetCount, int sequenceCount)
    {
        IsOn = on;
        (targets, firstTarget, allTargets) = (targetCount, 0, targetCount);
        sequences = sequenceCount;
        sums.Clear(on ? sinks * targetCount * sequenceCount : 0);
    }

    /// <summary>The relevance that a sink took.</summary>
    public double this[int sink, int target, int sequence] => sums[Index(sink, target, sequence)];

    /// <summary>Adds to a sink.</summary>
    /// <param name="sink">The sink.</param>
    /// <param name="target">Target, counted from the first one of the pass under way.</param>
    /// <param name="sequence">Sequence.</param>
    /// <param name="relevance">What it takes.</param>
    public void Add(int sink, int target, int sequence, double relevance) => sums[Index(sink, firstTarget + target, sequence)] += relevance;

    /// <summary>The pass that follows computes the relevance of some targets from this one on.</summary>
    internal void BeginGroup(int first, int count) => (firstTarget, targets) = (first, count);

    /// <summary>A bias under LRP-0: Σ b ⊙ g.</summary>
    public void Bias(int sink, in Matrix g, ReadOnlySpan<float> bias, ReadOnlySpan<int> starts) => Bias(sink, 1, g, bias, starts);

    /// <summary>Takes the share of a bias, Σ b ⊙ g, out of a sink.</summary>
    public void SubtractBias(int sink, in Matrix g, ReadOnlySpan<float> bias, ReadOnlySpan<int> starts) => Bias(sink, -1, g, bias, starts);

    private void Bias(int sink, double sign, in Matrix g, ReadOnlySpan<float> bias, ReadOnlySpan<int> starts)
    {
        if (!IsOn)
        {
            return;
        }

        int rows = g.Rows / targets;
        bool perSequence = IsPerSequence(rows, starts);
        for (int target = 0; target < targets; target++)
        {
            for (int sequence = 0; sequence < sequences; sequence++)
            {
                (int first, int end) = perSequence ? (sequence, sequence + 1) : (starts[sequence], starts[sequence + 1]);
                Add(sink, target, sequence, sign * Reductions.ColumnDot(g.RowRange((target * rows) + first, end - first), bias));
            }
        }
    }

    /// <summary>LRP-ε: the bias takes Σ b ⊙ s, the stabiliser Σ z ⊙ (g − s), with s = g ⊙ z/d(z).</summary>
    public void Epsilon(int biasSink, int epsilonSink, in Matrix g, in Matrix z, in Matrix s, ReadOnlySpan<float> bias, ReadOnlySpan<int> starts)
    {
        if (!IsOn)
        {
            return;
        }

        Bias(biasSink, s, bias, starts);
        foreach ((int target, int sequence, int row) in Rows(g, starts))
        {
            double sum = 0;
            ReadOnlySpan<float> gradient = g[row];
            ReadOnlySpan<float> damped = s[row];
            ReadOnlySpan<float> output = z[row % z.Rows];
            for (int i = 0; i < gradient.Length; i++)
            {
                sum += ((double)gradient[i] - damped[i]) * output[i];
            }

            Add(epsilonSink, target, sequence, sum);
        }
    }

    /// <summary>
    /// LRP-γ: the bias takes Σ (b + γ[b]^±) s, the stabiliser Σ (z g − (z + γ z^±) s), ± being the sign of z.
    /// </summary>
    /// <param name="biasSink">Sink of the bias.</param>
    /// <param name="epsilonSink">Sink of the stabiliser.</param>
    /// <param name="g">Relevance of the output in gradient form.</param>
    /// <param name="z">Output.</param>
    /// <param name="m">|W|·|x| + |b|.</param>
    /// <param name="s">g ⊙ z/d.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="bias">Bias.</param>
    /// <param name="starts">First rows of the sequences.</param>
    public void Gamma(
        int biasSink, int epsilonSink, in Matrix g, in Matrix z, in Matrix m, in Matrix s, float gamma, ReadOnlySpan<float> bias, ReadOnlySpan<int> starts)
    {
        if (!IsOn)
        {
            return;
        }

        foreach ((int target, int sequence, int row) in Rows(g, starts))
        {
            double toBias = 0;
            double toStabiliser = 0;
            ReadOnlySpan<float> gradient = g[row];
            ReadOnlySpan<float> share = s[row];
            ReadOnlySpan<float> output = z[row % z.Rows];
            ReadOnlySpan<float> magnitude = m[row % z.Rows];
            for (int i = 0; i < gradient.Length; i++)
            {
                double sign = output[i] < 0 ? -1 : 1;
                double favoured = 0.5 * (output[i] + (sign * magnitude[i]));
                double favouredBias = sign * bias[i] > 0 ? bias[i] : 0;
                toBias += (bias[i] + (gamma * favouredBias)) * share[i];
                toStabiliser += ((double)output[i] * gradient[i]) - ((output[i] + (gamma * favoured)) * share[i]);
            }

            Add(biasSink, target, sequence, toBias);
            Add(epsilonSink, target, sequence, toStabiliser);
        }
    }

    /// <summary>
    /// LRP-αβ with A = α g z/d(z⁺) = s + t and B = β g z/d(z⁻) = t − s: the bias takes Σ [b]⁺A − [b]⁻B, the stabiliser
    /// Σ z g − z⁺A + z⁻B.
    /// </summary>
    public void AlphaBeta(
        int biasSink, int epsilonSink, in Matrix g, in Matrix z, in Matrix m, in Matrix s, in Matrix t, ReadOnlySpan<float> bias, ReadOnlySpan<int> starts)
    {
        if (!IsOn)
        {
            return;
        }

        foreach ((int target, int sequence, int row) in Rows(g, starts))
        {
            double toBias = 0;
            double toStabiliser = 0;
            ReadOnlySpan<float> gradient = g[row];
            ReadOnlySpan<float> difference = s[row];
            ReadOnlySpan<float> sum = t[row];
            ReadOnlySpan<float> output = z[row % z.Rows];
            ReadOnlySpan<float> magnitude = m[row % z.Rows];
            for (int i = 0; i < gradient.Length; i++)
            {
                double a = (double)sum[i] + difference[i];
                double b = (double)sum[i] - difference[i];
                toBias += bias[i] > 0 ? bias[i] * a : -bias[i] * b;
                toStabiliser += ((double)output[i] * gradient[i])
                    - (0.5 * ((double)output[i] + magnitude[i]) * a)
                    + (0.5 * ((double)output[i] - magnitude[i]) * b);
            }

            Add(biasSink, target, sequence, toBias);
            Add(epsilonSink, target, sequence, toStabiliser);
        }
    }

    /// <summary>Adds the relevance of a tensor to a sink: Σ a ⊙ g, times a sign.</summary>
    /// <remarks>
    /// What an operator takes that is not linear in its inputs (softmax and the products around it, a normalisation
    /// that is differentiated through) is the relevance of its output less that of its inputs.
    /// </remarks>
    public void Relevance(int sink, float sign, in Matrix a, in Matrix g, ReadOnlySpan<int> starts)
    {
        if (!IsOn)
        {
            return;
        }

        foreach ((int target, int sequence, int row) in Rows(g, starts))
        {
            Add(sink, target, sequence, sign * Reductions.Dot(a[row % a.Rows], g[row]));
        }
    }

    private int Index(int sink, int target, int sequence) => (((sink * allTargets) + target) * sequences) + sequence;

    // A matrix of the relevance pass has the rows of all sequences for the first target, then for the second, …; it has
    // one row a token or one row a sequence.
    private RowEnumerator Rows(in Matrix g, ReadOnlySpan<int> starts) => new(g.Rows / targets, g.Rows, starts);

    private static bool IsPerSequence(int rows, ReadOnlySpan<int> starts) => rows == starts.Length - 1 && starts[^1] != rows;

    private ref struct RowEnumerator(int rowsPerTarget, int rows, ReadOnlySpan<int> starts)
    {
        private readonly bool perSequence = IsPerSequence(rowsPerTarget, starts);
        private readonly ReadOnlySpan<int> starts = starts;
        private int row = -1;
        private int local = -1;
        private int target;
        private int sequence;

        public readonly (int Target, int Sequence, int Row) Current => (target, sequence, row);

        public readonly RowEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (++row >= rows)
            {
                return false;
            }

            if (++local == rowsPerTarget)
            {
                (local, sequence) = (0, 0);
                target++;
            }

            if (perSequence)
            {
                sequence = local;
            }
            else
            {
                while (local >= starts[sequence + 1])
                {
                    sequence++;
                }
            }

            return true;
        }
    }
}
