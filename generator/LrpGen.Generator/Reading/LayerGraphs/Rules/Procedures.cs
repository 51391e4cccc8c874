namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>
/// What is done around the backward pass of a composite: <c>smoothgrad(0.1, 20)+epsilon-plus</c>. Without a composite it
/// is around the gradient.
/// </summary>
/// <param name="Name">In the file; the method's kind as well.</param>
/// <param name="Description">For the schema and the documentation.</param>
/// <param name="Parameters">Names in order; with a value after '=' they may be left out.</param>
/// <param name="TakesComposite">Whether a composite may follow.</param>
/// <param name="Seed">What the output's relevance is; null for that of the composite.</param>
internal sealed record Procedure(string Name, string Description, string[] Parameters, bool TakesComposite, string? Seed = null)
{
    public static Procedure[] All { get; } =
    [
        new("gradient-x-input", "The gradient times the input.", [], TakesComposite: false),
        new("smoothgrad", "SmoothGrad (Smilkov et al. 2017): the mean over n_iter noisy inputs; noise_level is the standard deviation as a share of the input's range.", ["noise_level=0.1", "n_iter=20"], TakesComposite: true),
        new("integrated-gradients", "Integrated gradients (Sundararajan et al. 2017) from zero, as a right Riemann sum of n_iter steps; with midpoint=1, at the middle of each step.", ["n_iter=20", "midpoint=0"], TakesComposite: true),
        new("occlusion", "zennit Occlusion: the output for each place of a sliding window, all outside of which is replaced by fill; with inside=1, what is in it.", ["window=8", "stride=8", "fill=0", "inside=0"], TakesComposite: false, Seed: "logit"),
    ];

    public static Procedure? Find(string name) => All.FirstOrDefault(procedure => procedure.Name == name);

    /// <summary>Whether it can be done with ids of tokens.</summary>
    public bool IsForTokens => Name is "gradient-x-input" or "integrated-gradients";

    /// <summary>The settings, or null and what is wrong.</summary>
    public MethodSettings? Read(IReadOnlyDictionary<string, string> arguments, Dims input, out string problem)
    {
        // A table has one axis to slide over: its features.
        Dims extent = input.Rank == 1 ? input : input.Spatial;
        MethodSettings settings = new();
        foreach (KeyValuePair<string, string> argument in arguments)
        {
            bool isDefault = Parameters.Contains(argument.Key + "=" + argument.Value);
            double[] numbers = NumberText.ReadSeveral(argument.Value) ?? [];
            MethodSettings? changed = argument.Key switch
            {
                "window" => Sizes(numbers, extent, isDefault) is { } sizes ? settings with { Window = sizes } : null,
                "stride" => Sizes(numbers, extent, isDefault) is { } sizes ? settings with { Stride = sizes } : null,
                _ when numbers.Length != 1 => null,
                "noise_level" when numbers[0] >= 0 => settings with { NoiseLevel = numbers[0] },
                "n_iter" when IsCount(numbers[0]) => settings with { Iterations = (int)numbers[0] },
                "fill" => settings with { Fill = numbers[0] },
                "midpoint" when numbers[0] is 0 or 1 => settings with { Midpoint = numbers[0] == 1 },
                "inside" when numbers[0] is 0 or 1 => settings with { Inside = numbers[0] == 1 },
                _ => null,
            };
            if (changed is null)
            {
                problem = $"{argument.Key}={argument.Value}";
                return null;
            }

            settings = changed;
        }

        problem = "";
        return settings;
    }

    /// <summary>One size an axis, none larger than the axis; a default shrinks to it.</summary>
    private static EquatableArray<int>? Sizes(double[] numbers, Dims extent, bool isDefault)
    {
        if ((numbers.Length != 1 && numbers.Length != extent.Rank) || !numbers.All(IsCount))
            return null;
        int[] sizes = [.. Enumerable.Range(0, extent.Rank).Select(axis => (int)numbers[numbers.Length == 1 ? 0 : axis])];
        if (isDefault)
            return sizes.Select((size, axis) => Math.Min(size, extent[axis])).ToEquatableArray();
        return sizes.Where((size, axis) => size > extent[axis]).Any() ? null : sizes.ToEquatableArray();
    }

    private static bool IsCount(double number) => number >= 1 && number <= 1_000_000 && number == Math.Floor(number);
}
