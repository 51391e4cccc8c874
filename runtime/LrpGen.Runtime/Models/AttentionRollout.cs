namespace LrpGen.Runtime;

/// <summary>Attention rollout (Abnar and Zuidema 2020): how much of each token a layer can have seen.</summary>
/// <remarks>
/// The mean over the heads plus the identity (the residual connection), every row scaled to the sum 1, multiplied over
/// the layers, the last one on the left. Needs a call with <see cref="RelevanceDetail.Attention"/>.
/// </remarks>
public static class AttentionRollout
{
    /// <summary>The rollout of a sequence: tokens × tokens; row 0 is the classification token's view of the input.</summary>
    public static float[] Of(ModelDescription model, Session session, int sequence)
    {
        TokenInput tokens = model.Tokens ?? throw new ArgumentException($"{model.Name} reads no tokens.", nameof(model));
        int length = session.Batch.Starts[sequence + 1] - session.Batch.Starts[sequence];
        double[] rollout = Identity(length);
        for (int layer = 0; layer < tokens.EncoderLayers; layer++)
        {
            rollout = Multiply(Mixing(session, tokens.Heads, layer, sequence, length), rollout, length);
        }

        return [.. rollout.Select(v => (float)v)];
    }

    private static double[] Mixing(Session session, int heads, int layer, int sequence, int length)
    {
        double[] mixing = Identity(length);
        for (int query = 0; query < length; query++)
        {
            Span<double> row = mixing.AsSpan(query * length, length);
            for (int head = 0; head < heads; head++)
            {
                ReadOnlySpan<float> probabilities = session.AttentionRow(layer, sequence, head, query);
                for (int key = 0; key < length; key++)
                {
                    row[key] += probabilities[key] / heads;
                }
            }

            double sum = 0;
            foreach (double value in row)
            {
                sum += value;
            }

            for (int key = 0; key < length; key++)
            {
                row[key] /= sum;
            }
        }

        return mixing;
    }

    private static double[] Identity(int length)
    {
        double[] identity = new double[length * length];
        for (int i = 0; i < length; i++)
        {
            identity[(i * length) + i] = 1;
        }

        return identity;
    }

    private static double[] Multiply(double[] a, double[] b, int length)
    {
        double[] product = new double[length * length];
        for (int i = 0; i < length; i++)
        {
            for (int k = 0; k < length; k++)
            {
                for (int j = 0; j < length; j++)
                {
                    product[(i * length) + j] += a[(i * length) + k] * b[(k * length) + j];
                }
            }
        }

        return product;
    }
}
