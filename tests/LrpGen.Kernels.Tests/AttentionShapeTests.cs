using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>Masks, shared heads, positions, biases and relative embeddings, against their formulas in double precision.</summary>
public sealed class AttentionShapeTests
{
    // Scores of order 1, probabilities and sums of at most 150 terms of order 1 (some of two heads), in float.
    private const double Tolerance = 1e-5;

    public static TheoryData<VectorWidth, string> Cases()
    {
        var data = new TheoryData<VectorWidth, string>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach (string name in AttentionCase.Named.Keys)
            {
                data.Add(width, name);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Forward_and_relevance_follow_their_formulas(VectorWidth width, string name)
    {
        using var workers = new Workers(2, width);
        using AttentionCase c = AttentionCase.Named[name]();
        c.Run(workers, keep: true);
        AttentionReference expected = c.Reference();
        c.Context.AssertClose((r, i) => expected.Context[r, i], (_, _) => Tolerance);
        c.GQ.AssertClose((r, i) => expected.GQ[r, i], (_, _) => Tolerance);
        c.GK.AssertClose((r, i) => expected.GK[r, i], (_, _) => Tolerance);
        c.GV.AssertClose((r, i) => expected.GV[r, i], (_, _) => Tolerance);
        for (int i = 0; i < expected.Probabilities.Length; i++)
        {
            Assert.Equal(expected.Probabilities[i], c.Probabilities[i], 3e-6);
            Assert.True(expected.Probabilities[i] != 0 || c.Probabilities[i] == 0, $"probability {i} of a hidden key is {c.Probabilities[i]}");
        }

        TestMatrix value = TestMatrix.Dirty(c.GV.Rows, c.GV.Columns);
        Attention.RelevanceOfValue(c.G.View, c.Probabilities, c.QueryStarts, c.KeyStarts, c.Shape, value.View, workers, c.Positions);
        value.AssertClose((r, i) => expected.GV[r, i] * 2, (_, _) => 2 * Tolerance);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Probabilities_that_were_not_kept_are_computed_again_and_the_memory_is_not_read(VectorWidth width, string name)
    {
        using var workers = new Workers(1, width);
        using AttentionCase c = AttentionCase.Named[name]();
        c.Run(workers, keep: true);
        (TestMatrix context, TestMatrix q, TestMatrix k, TestMatrix v) = (c.Context, c.GQ, c.GK, c.GV);
        c.Run(workers, keep: false);
        c.Context.AssertSame(context);
        c.GQ.AssertSame(q);
        c.GK.AssertSame(k);
        c.GV.AssertSame(v);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_sequence_is_the_same_bit_for_bit_alone_and_in_a_batch(VectorWidth width, string name)
    {
        using var one = new Workers(1, width);
        using var three = new Workers(3, width);
        using AttentionCase all = AttentionCase.Named[name]();
        all.Run(three, keep: true);
        for (int s = 0; s + 1 < all.QueryStarts.Length; s++)
        {
            if (all.QueryStarts[s] == all.QueryStarts[s + 1])
            {
                continue;
            }

            // It borrows the bias.
            AttentionCase alone = all.Alone(s);
            alone.Run(one, keep: s % 2 == 0);
            for (int target = 0; target < AttentionCase.Targets; target++)
            {
                Same(alone.GQ, all.GQ, target, all.QueryStarts, s);
                Same(alone.GK, all.GK, target, all.KeyStarts, s);
                Same(alone.GV, all.GV, target, all.KeyStarts, s);
            }

            Same(alone.Context, all.Context, 0, all.QueryStarts, s);
        }
    }

    [Theory, ClassData(typeof(Widths))]
    public void The_last_row_alone_is_that_of_all_rows(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        int[] starts = [0, 40, 130];
        using AttentionCase all = new(2, 2, 8, starts, starts, new AttentionShape(2, 0.3f) { Causal = true });
        using AttentionCase last = new(2, 2, 8, [0, 1, 2], starts, new AttentionShape(2, 0.3f) { Causal = true, Queries = QueryPlace.Last });
        last.CopyKeys(all);
        for (int s = 0; s < 2; s++)
        {
            for (int c = 0; c < all.Q.Columns; c++)
            {
                last.Q[s, c] = all.Q[starts[s + 1] - 1, c];
            }
        }

        all.Run(workers, keep: false);
        last.Run(workers, keep: false);
        last.Context.AssertClose((s, c) => all.Context[starts[s + 1] - 1, c], (_, _) => 2e-6);
    }

    /// <summary>With all factors 1, q, k and v scaled alike change the result as their gradients say: ⟨q, gq⟩ = ⟨k, gk⟩, where no embedding takes a share.</summary>
    [Theory, ClassData(typeof(Widths))]
    public void Queries_and_keys_get_as_much_as_each_other(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        foreach (string name in new[] { "causal", "grouped", "window", "bias" })
        {
            using AttentionCase c = AttentionCase.Named[name]();
            c.Run(workers, keep: true);
            double q = 0, k = 0, scale = 0;
            for (int r = 0; r < c.Q.Rows; r++)
            {
                for (int i = 0; i < c.Q.Columns; i++)
                {
                    q += (double)c.Q[r, i] * c.GQ[r, i];
                    scale += Math.Abs((double)c.Q[r, i] * c.GQ[r, i]);
                }
            }

            for (int r = 0; r < c.K.Rows; r++)
            {
                for (int i = 0; i < c.K.Columns; i++)
                {
                    k += (double)c.K[r, i] * c.GK[r, i];
                }
            }

            Assert.Equal(q, k, 1e-5 * scale);
        }
    }

    /// <summary>What is no number reaches the queries that see it, and no query that is of another block or sequence.</summary>
    [Theory, ClassData(typeof(Widths))]
    public void A_key_that_is_no_number_is_felt_by_those_who_see_it(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        int[] starts = [0, 150, 160];
        using AttentionCase c = new(2, 1, 8, starts, starts, new AttentionShape(2, 0.3f) { KeyValueHeads = 1, Causal = true });
        c.K[100, 3] = float.NaN;
        c.Run(workers, keep: true);
        for (int r = 0; r < 160; r++)
        {
            Assert.True(float.IsNaN(c.Context[r, 0]) == r is >= 100 and < 150, $"row {r}: {c.Context[r, 0]}");
        }

        // Queries before it are the same bits as without it, for a hidden score is not computed with.
        TestMatrix with = c.Context;
        c.K[100, 3] = 1;
        c.Run(workers, keep: true);
        for (int r = 0; r < 160; r += r == 99 ? 51 : 1)
        {
            with.AssertSameRow(r, c.Context, r);
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        int[] starts = [0, 5];
        Assert.Throws<ArgumentException>(() => Run(new(4, 3, 4, starts, starts, new AttentionShape(4, 1) { KeyValueHeads = 3 })));
        Assert.Throws<ArgumentException>(() => Run(new(2, 2, 4, [0, 6], starts, new AttentionShape(2, 1) { Causal = true })));
        Assert.Throws<ArgumentException>(() => Run(new(2, 2, 4, starts, starts, new AttentionShape(2, 1) { Window = -1 })));
        Assert.Throws<ArgumentException>(() => Run(new(2, 2, 4, [0, 1], starts, new AttentionShape(2, 1) { Causal = true }) { Positions = [5] }));
        Assert.Throws<ArgumentException>(() => Run(new(2, 2, 4, [0, 1], starts, new AttentionShape(2, 1)) { Positions = [1, 2] }));
        using var bias = new RelativeBias([1f, 2f, 3f], 1, 1);
        Assert.Throws<ArgumentException>(() => Run(new(2, 2, 4, starts, starts, new AttentionShape(2, 1)) { Bias = bias }));
    }

    private static void Run(AttentionCase c)
    {
        using var workers = new Workers(1);
        c.Run(workers, keep: false);
    }

    private static void Same(TestMatrix alone, TestMatrix all, int target, int[] starts, int s)
    {
        int length = starts[s + 1] - starts[s];
        for (int r = 0; r < length; r++)
        {
            alone.AssertSameRow((target * length) + r, all, (target * starts[^1]) + starts[s] + r);
        }
    }
}
