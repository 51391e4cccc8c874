using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>Relevance maps as vectors.</summary>
internal static class Maps
{
    private static readonly int[] Ids = Sequences.Of(24);

    /// <summary>Relevance of the embedding dimensions of one sequence, without the sum over dimensions that may cancel.</summary>
    public static double[] Of(string method, Target target) => Of(ShippedModel.Shared, method, target);

    public static double[] Of(TextClassifier model, string method, Target target)
    {
        using Session session = model.CreateSession();
        session.Explain(Sequences.Batch(Ids), model.Method(method), [target], RelevanceDetail.EmbeddingDimensions);
        return [.. session.EmbeddingRelevance(0, 0).ToArray().Select(r => (double)r)];
    }

    public static double[] Minus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    public static double Norm(double[] map) => Math.Sqrt(map.Sum(x => x * x));

    /// <summary>Distance relative to the largest value.</summary>
    public static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        double distance = Minus(expected, actual).Max(Math.Abs);
        double largest = expected.Max(Math.Abs);
        Assert.True(distance <= tolerance * largest, FormattableString.Invariant($"distance {distance:G3}, largest value {largest:G3}, allowed {tolerance:G3} of it"));
    }

    public static void AssertClose(float[] expected, float[] actual, double tolerance)
        => AssertClose([.. expected.Select(x => (double)x)], [.. actual.Select(x => (double)x)], tolerance);
}
