namespace LrpGen.Runtime;

/// <summary>
/// Collects where relevance goes that does not reach the input: <c>score = Σ R(input) + Σ sinks</c>.
/// </summary>
/// <remarks>
/// Every sink is computed from the formula of its operator and rule, never as the remainder, so that the identity is a
/// check. In the formulas g is the relevance of an operator's output in gradient form (R = z ⊙ g). Sums are taken in
/// double precision, per target and sample. A matrix has the rows of all samples for the first target, then for the second, …: the
/// rows of which the starts tell, such as tokens, or as many of each sample. Generated code calls the methods unconditionally; they
/// return at once when no ledger was asked for.
/// </remarks>
public sealed class LedgerAccumulator
{
    private GrowingArray<double> sums;
    private int samples;
    private int targets;
    private int firstTarget;
    private int allTargets;

    /// <summary>Whether a ledger was asked for.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Makes room for a call and sets all sinks to zero.</summary>
    internal void Prepare(bool on, int sinks, int targetCount, int sampleCount)
    {
        IsOn = on;
        (targets, firstTarget, allTargets) = (targetCount, 0, targetCount);
        samples = sampleCount;
        sums.Clear(on ? CallSize.Floats(CallSize.Rows(targetCount, sampleCount), sinks) : 0);
    }

    /// <summary>The relevance that a sink took.</summary>
    public double this[int sink, int target, int sample] => sums[Index(sink, target, sample)];

    /// <summary>Adds to a sink.</summary>
    /// <param name="sink">The sink.</param>
    /// <param name="target">Target, counted from the first one of the pass under way.</param>
    /// <param name="sample">Sample.</param>
    /// <param name="relevance">What it takes.</param>
    public void Add(int sink, int target, int sample, double relevance) => sums[Index(sink, firstTarget + target, sample)] += relevance;

    /// <summary>The pass that follows computes the relevance of some targets from this one on.</summary>
    internal void BeginGroup(int first, int count) => (firstTarget, targets) = (first, count);

    /// <summary>A bias under LRP-0: Σ b ⊙ g. A bias of 0 shares nothing out, though g may be infinite.</summary>
    public void Bias(int sink, in Matrix g, ReadOnlySpan<float> bias, ReadOnlySpan<int> starts)
    {
        if (!IsOn)
        {
            return;
        }

        int rows = g.Rows / targets;
        for (int target = 0; target < targets; target++)
        {
            for (int sample = 0; sample < samples; sample++)
            {
                (int first, int end) = RowsOf(sample, rows, starts);
                Matrix part = g.RowRange((target * rows) + first, end - first);
                double sum = Reductions.ColumnDot(part, bias);
                if (!double.IsFinite(sum))
                {
                    sum = 0;
                    for (int row = 0; row < part.Rows; row++)
                    {
                        sum += Reductions.SharedDot(bias[..part.Columns], part[row]);
                    }
                }

                Add(sink, target, sample, sum);
            }
        }
    }

    /// <summary>Adds the relevance of a tensor to a sink: Σ a ⊙ g, times a sign; Σ g where there is no a.</summary>
    /// <remarks>
    /// What an operator takes that is not linear in its inputs (softmax and the products around it, a normalisation
    /// that is differentiated through) is the relevance of its output less that of its inputs.
    /// </remarks>
    public void Relevance(int sink, float sign, in Matrix a, in Matrix g, ReadOnlySpan<int> starts)
    {
        foreach ((int target, int sample, int row) in Rows(g, starts))
        {
            Add(sink, target, sample, sign * (a.IsEmpty ? Reductions.Sum(g[row]) : Reductions.Dot(a[row % a.Rows], g[row])));
        }
    }

    /// <summary>Takes Σ z ⊙ s out of a sink, over the outputs z that are not 0.</summary>
    internal void Shared(int sink, in Matrix s, in Matrix z, ReadOnlySpan<int> starts)
    {
        foreach ((int target, int sample, int row) in Rows(s, starts))
        {
            Add(sink, target, sample, -Reductions.SharedDot(z[row % z.Rows], s[row]));
        }
    }

    /// <summary>Adds Σ|r| to a sink.</summary>
    internal void Magnitude(int sink, in Matrix r, ReadOnlySpan<int> starts)
    {
        foreach ((int target, int sample, int row) in Rows(r, starts))
        {
            Add(sink, target, sample, Reductions.SumOfMagnitudes(r[row]));
        }
    }

    private int Index(int sink, int target, int sample) => (((sink * allTargets) + target) * samples) + sample;

    private (int First, int End) RowsOf(int sample, int rows, ReadOnlySpan<int> starts)
        => starts[samples] == rows ? (starts[sample], starts[sample + 1]) : (sample * (rows / samples), (sample + 1) * (rows / samples));

    private RowEnumerator Rows(in Matrix g, ReadOnlySpan<int> starts) => new(this, IsOn ? g.Rows : 0, starts);

    private ref struct RowEnumerator(LedgerAccumulator ledger, int rows, ReadOnlySpan<int> starts)
    {
        private readonly ReadOnlySpan<int> starts = starts;
        private int row = -1;
        private int target;
        private int sample;

        public readonly (int Target, int Sample, int Row) Current => (target, sample, row);

        public readonly RowEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (++row >= rows)
            {
                return false;
            }

            int each = rows / ledger.targets;
            if (row == (target + 1) * each)
            {
                (target, sample) = (target + 1, 0);
            }

            while (row - (target * each) >= ledger.RowsOf(sample, each, starts).End)
            {
                sample++;
            }

            return true;
        }
    }
}
