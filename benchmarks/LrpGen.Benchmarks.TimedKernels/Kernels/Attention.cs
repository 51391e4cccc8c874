using LrpGen.Runtime;
using Timed = LrpGen.Runtime.Attention;

namespace LrpGen.Benchmarks.TimedKernels;

internal static class Attention
{
    public static void Forward(
        Matrix q, Matrix k, Matrix v, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads, float scale,
        Span<float> probabilities, Matrix context, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Forward(q, k, v, queryStarts, keyStarts, heads, scale, probabilities, context, workers);
        KernelClock.Stop(start, "Attention.Forward", Operations(queryStarts, keyStarts, q.Columns, products: 2));
    }

    public static void Relevance(
        Matrix g, Matrix q, Matrix k, Matrix v, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads, float scale,
        ReadOnlySpan<float> probabilities, float queryKeyFactor, float valueFactor, Matrix gq, Matrix gk, Matrix gv, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Relevance(
            g, q, k, v, queryStarts, keyStarts, heads, scale, probabilities, queryKeyFactor, valueFactor, gq, gk, gv, workers);
        KernelClock.Stop(start, "Attention.Relevance", Operations(queryStarts, keyStarts, q.Columns, products: 4));
    }

    public static void RelevanceOfValue(
        Matrix g, ReadOnlySpan<float> probabilities, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads, Matrix gv,
        Workers workers)
    {
        long start = KernelClock.Start();
        Timed.RelevanceOfValue(g, probabilities, queryStarts, keyStarts, heads, gv, workers);
        KernelClock.Stop(start, "Attention.RelevanceOfValue", Operations(queryStarts, keyStarts, g.Columns, products: 1));
    }

    // Each product is queries × keys × columns, all heads together.
    private static double Operations(ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int columns, int products)
    {
        double pairs = 0;
        for (int s = 0; s < queryStarts.Length - 1; s++)
        {
            pairs += (double)(queryStarts[s + 1] - queryStarts[s]) * (keyStarts[s + 1] - keyStarts[s]);
        }

        return 2 * pairs * columns * products;
    }
}
