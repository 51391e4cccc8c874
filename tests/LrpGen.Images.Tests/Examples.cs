using LrpGen.Runtime;

namespace LrpGen.Images.Tests;

internal static class Examples
{
    /// <summary>Names that try to leave the place where they are shown.</summary>
    public const string Hostile = "</td><script>alert('x')</script>\e[31m\u202eevil\"&\n=1+1";

    /// <summary>A bright cross on black, 6 × 6; its upright speaks for the target, its beam against.</summary>
    public static ArrayExplanation Cross { get; } = Image(
        [1, 6, 6],
        i => i % 6 is 2 or 3 || i / 6 == 1 ? 1f : 0f,
        i => i % 6 is 2 or 3 ? 0.02f * ((i / 6) + 1) : i / 6 == 1 ? -0.06f : 0f);

    /// <summary>Three features, one against.</summary>
    public static ArrayExplanation Row { get; } = Image([3], i => new[] { 17.25f, -0.004f, 1200000f }[i], i => new[] { 0.25f, -1.5f, 0.75f }[i]) with
    {
        FeatureNames = ["radius", "texture", "area"],
        FeatureUnits = ["mm", "", "µm²"],
        Ledger = new(1.5, -0.5, [new(SinkKind.Bias, "layers.0", null, 1.75), new(SinkKind.Epsilon, "layers.2", null, 0.25)]),
    };

    public static ArrayExplanation Image(int[] shape, Func<int, float> input, Func<int, float> relevance)
    {
        int count = shape.Aggregate(1, (product, size) => product * size);
        return new()
        {
            Model = "a-model",
            Method = "epsilon-plus",
            Labels = [new("no", -1.5f, 0.0474f), new("yes", 1.5f, 0.9526f)],
            PredictedLabel = 1,
            Target = new("yes", [0, 1], 1.5f, 1),
            Shape = [.. shape],
            Input = [.. Enumerable.Range(0, count).Select(input)],
            Relevance = [.. Enumerable.Range(0, count).Select(relevance)],
        };
    }
}
