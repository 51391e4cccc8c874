using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class AttentionTests
{
    // Scores, probabilities and sums of at most 150 terms of order 1, in float.
    private const double Tolerance = 5e-6;

    public static TheoryData<VectorWidth, int, int> Heads()
    {
        var data = new TheoryData<VectorWidth, int, int>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach ((int heads, int columns) in new[] { (1, 1), (4, 10), (3, 12), (2, 16), (2, 32), (2, 64) })
            {
                data.Add(width, heads, columns);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Heads))]
    public void Forward_and_relevance_follow_their_formulas(VectorWidth width, int heads, int headColumns)
    {
        using var workers = new Workers(2, width);
        Check(new Case(heads, headColumns, [0, 1, 18, 18, 150], [0, 1, 18, 18, 150]), workers);
    }

    [Theory, ClassData(typeof(Widths))]
    public void Fewer_queries_than_keys_will_do(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        Check(new Case(2, 10, [0, 1, 2, 2, 5], [0, 9, 26, 29, 60]), workers);
    }

    [Theory, ClassData(typeof(Widths))]
    public void A_sequence_is_the_same_bit_for_bit_alone_and_in_a_batch(VectorWidth width)
    {
        using var one = new Workers(1, width);
        using var three = new Workers(3, width);
        int[] starts = [0, 5, 95, 112];
        var all = new Case(2, 12, starts, starts);
        all.Run(three, keep: true);
        for (int s = 0; s < 3; s++)
        {
            int length = starts[s + 1] - starts[s];
            var alone = new Case(2, 12, [0, length], [0, length]);
            alone.CopyFrom(all, starts[s]);
            alone.Run(one, keep: s != 1);
            for (int r = 0; r < length; r++)
            {
                alone.Context.AssertSameRow(r, all.Context, starts[s] + r);
                foreach (int target in new[] { 0, 1 })
                {
                    alone.GQ.AssertSameRow((target * length) + r, all.GQ, (target * 112) + starts[s] + r);
                    alone.GK.AssertSameRow((target * length) + r, all.GK, (target * 112) + starts[s] + r);
                    alone.GV.AssertSameRow((target * length) + r, all.GV, (target * 112) + starts[s] + r);
                }
            }
        }
    }

    private static void Check(Case c, Workers workers)
    {
        c.Run(workers, keep: true);
        c.Compare();
        TestMatrix gv = TestMatrix.Dirty(c.GV.Rows, c.GV.Columns);
        Attention.RelevanceOfValue(c.G.View, c.Probabilities, c.QueryStarts, c.KeyStarts, c.HeadCount, gv.View, workers);
        gv.AssertClose((r, i) => c.GV[r, i] * 2, (r, i) => 1e-6 * Math.Max(1, Math.Abs(c.GV[r, i])));

        // Probabilities that were not kept are computed again.
        (TestMatrix q, TestMatrix k) = (c.GQ, c.GK);
        c.Run(workers, keep: false);
        c.GQ.AssertSame(q);
        c.GK.AssertSame(k);
    }

    private sealed class Case
    {
        private const float Scale = 0.3f;
        private const int Targets = 2;

        private readonly int _columns;
        private readonly TestMatrix _q;
        private readonly TestMatrix _k;
        private readonly TestMatrix _v;

        public Case(int heads, int headColumns, int[] queryStarts, int[] keyStarts)
        {
            var random = new Random(7);
            (HeadCount, _columns, QueryStarts, KeyStarts) = (heads, headColumns, queryStarts, keyStarts);
            int columns = heads * headColumns, queries = queryStarts[^1], keys = keyStarts[^1];
            _q = TestMatrix.Random(random, queries, columns, 0, 96, 2);
            _k = TestMatrix.Random(random, keys, columns, 48, 48, 2);
            _v = TestMatrix.Random(random, keys, columns, 96);
            G = TestMatrix.Random(random, Targets * queries, columns, 0, 16);
        }

        public int HeadCount { get; }

        public int[] QueryStarts { get; }

        public int[] KeyStarts { get; }

        public TestMatrix G { get; }

        public float[] Probabilities { get; private set; } = [];

        public TestMatrix Context { get; private set; } = null!;

        public TestMatrix GQ { get; private set; } = null!;

        public TestMatrix GK { get; private set; } = null!;

        public TestMatrix GV { get; private set; } = null!;

        public void Run(Workers workers, bool keep)
        {
            int columns = HeadCount * _columns;
            Probabilities = new float[keep ? Attention.ProbabilityCount(QueryStarts, KeyStarts, HeadCount) : 0];
            Context = TestMatrix.Dirty(_q.Rows, columns, 16);
            GQ = TestMatrix.Dirty(Targets * _q.Rows, columns, 0, 96);
            GK = TestMatrix.Dirty(Targets * _k.Rows, columns, 48, 48);
            GV = TestMatrix.Dirty(Targets * _k.Rows, columns, 96);
            Attention.Forward(_q.View, _k.View, _v.View, QueryStarts, KeyStarts, HeadCount, Scale, Probabilities, Context.View, workers);
            Attention.Relevance(
                G.View, _q.View, _k.View, _v.View, QueryStarts, KeyStarts, HeadCount, Scale, Probabilities, 0.25f, 0.5f, GQ.View, GK.View, GV.View, workers);
        }

        public void CopyFrom(Case all, int first)
        {
            for (int c = 0; c < _q.Columns; c++)
            {
                for (int r = 0; r < _q.Rows; r++)
                {
                    (_q[r, c], _k[r, c], _v[r, c]) = (all._q[first + r, c], all._k[first + r, c], all._v[first + r, c]);
                    for (int t = 0; t < Targets; t++)
                    {
                        G[(t * _q.Rows) + r, c] = all.G[(t * all._q.Rows) + first + r, c];
                    }
                }
            }
        }

        public void Compare()
        {
            int columns = HeadCount * _columns;
            double[,] context = new double[_q.Rows, columns], gq = new double[Targets * _q.Rows, columns];
            double[,] gk = new double[Targets * _k.Rows, columns], gv = new double[Targets * _k.Rows, columns];
            for (int s = 0; s + 1 < QueryStarts.Length; s++)
            {
                for (int head = 0; head < HeadCount; head++)
                {
                    for (int q = QueryStarts[s]; q < QueryStarts[s + 1]; q++)
                    {
                        Query(s, head, q, context, gq, gk, gv);
                    }
                }
            }

            Context.AssertClose((r, c) => context[r, c], (_, _) => Tolerance);
            GQ.AssertClose((r, c) => gq[r, c], (_, _) => Tolerance);
            GK.AssertClose((r, c) => gk[r, c], (_, _) => Tolerance);
            GV.AssertClose((r, c) => gv[r, c], (_, _) => Tolerance);
        }

        private void Query(int s, int head, int q, double[,] context, double[,] gq, double[,] gk, double[,] gv)
        {
            int first = KeyStarts[s], keys = KeyStarts[s + 1] - first, from = head * _columns, to = from + _columns;
            var p = new double[keys];
            for (int k = 0; k < keys; k++)
            {
                for (int c = from; c < to; c++)
                {
                    p[k] += Scale * (double)_q[q, c] * _k[first + k, c];
                }
            }

            double max = p.Max(), total = p.Sum(x => Math.Exp(x - max));
            long at = Attention.ProbabilityOffset(QueryStarts, KeyStarts, HeadCount, s, head, q - QueryStarts[s]);
            for (int k = 0; k < Matrix.Pad(keys); k++)
            {
                if (k < keys)
                {
                    p[k] = Math.Exp(p[k] - max) / total;
                }

                Assert.Equal(k < keys ? p[k] : 0, Probabilities[at + k], 2e-6);
            }

            for (int t = 0; t < Targets; t++)
            {
                int row = (t * _q.Rows) + q;
                var dp = new double[keys];
                for (int k = 0; k < keys; k++)
                {
                    for (int c = from; c < to; c++)
                    {
                        context[q, c] += t == 0 ? p[k] * _v[first + k, c] : 0;
                        dp[k] += G[row, c] * (double)_v[first + k, c];
                        gv[(t * _k.Rows) + first + k, c] += 0.5 * p[k] * G[row, c];
                    }
                }

                double mean = Enumerable.Range(0, keys).Sum(k => p[k] * dp[k]);
                for (int k = 0; k < keys; k++)
                {
                    double ds = p[k] * (dp[k] - mean) * Scale * 0.25;
                    for (int c = from; c < to; c++)
                    {
                        gq[row, c] += ds * _k[first + k, c];
                        gk[(t * _k.Rows) + first + k, c] += ds * _q[q, c];
                    }
                }
            }
        }
    }
}
