namespace LrpGen.Runtime;

/// <summary>The softmax of each row, p = eᶻ/Σeᶻ, and its derivative.</summary>
/// <remarks>z, p: [rows, columns]; r, rIn: the rows of one or more targets, [targets·rows, columns].</remarks>
public static class Softmax
{
    /// <summary>p = softmax(z).</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(in Matrix z, in Matrix p)
    {
        Guard.Shape(p, z.Rows, z.Columns);
        for (int row = 0; row < z.Rows; row++)
        {
            Target.SoftMax(z[row], 1, p[row]);
        }

        Layouts.ClearPadding(p);
    }

    /// <summary>rIn = p ⊙ (r − Σ r ⊙ p), the derivative applied to r. rIn may be r.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Gradient(in Matrix r, in Matrix p, in Matrix rIn)
    {
        Guard.Targets(r, p.Rows);
        Guard.Shape(p, p.Rows, r.Columns);
        Guard.Shape(rIn, r.Rows, r.Columns);
        for (int row = 0; row < r.Rows; row++)
        {
            ReadOnlySpan<float> shares = p[row % p.Rows];
            ReadOnlySpan<float> relevance = r[row];
            double mean = 0;
            for (int i = 0; i < shares.Length; i++)
            {
                mean += (double)relevance[i] * shares[i];
            }

            Span<float> target = rIn[row];
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = (float)(shares[i] * (relevance[i] - mean));
            }
        }

        Layouts.ClearPadding(rIn);
    }
}
