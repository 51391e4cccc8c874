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
