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
        new("integrated-gradients", "Integrated gradients (Sundararajan et al. 2017) from zero, as a right Riemann sum of n_iter steps.", ["n_iter=20"], TakesComposite: true),
        new("occlusion", "zennit Occlusion: the output for each place of a sliding window, all outside of which is replaced by fill; with inside=1, what is in it.", ["window=8", "stride=8", "fill=0", "inside=0"], TakesComposite: false, Seed: "logit"),
    ];

    public static Procedure? Find(string name) => All.FirstOrDefault(procedure => procedure.Name == name);

    /// <summary>The settings, or null and what is wrong.</summary>
    public MethodSettings? Read(IReadOnlyDictionary<string, string> arguments, Dims input, out string problem)
    {
        int axes = Math.Max(input.Rank - 1, 1);
        Dims extent = input.Rank == 1 ? input : input.Spatial;
        problem = "";
        MethodSettings settings = new();
        foreach (KeyValuePair<string, string> argument in arguments)
        {
            double[]? numbers = NumberText.ReadSeveral(argument.Value);
            bool whole = numbers is not null && numbers.All(number => number >= 1 && number <= 1_000_000 && number == Math.Floor(number));
            bool single = numbers?.Length == 1;
            switch (argument.Key)
            {
                case "noise_level" when single && numbers![0] >= 0:
                    settings = settings with { NoiseLevel = numbers[0] };
                    break;
                case "n_iter" when single && whole:
                    settings = settings with { Iterations = (int)numbers![0] };
                    break;
                case "window" or "stride" when whole && (single || numbers!.Length == axes) && PerAxis(numbers!, axes).Where((size, axis) => size > extent[axis] && argument.Key == "window" && !IsDefault(argument)).Any() is false:
                    EquatableArray<int> sizes = PerAxis(numbers!, axes).Select((size, axis) => IsDefault(argument) ? Math.Min(size, extent[axis]) : size).ToEquatableArray();
                    settings = argument.Key == "window" ? settings with { Window = sizes } : settings with { Stride = sizes };
                    break;
                case "fill" when single:
                    settings = settings with { Fill = numbers![0] };
                    break;
                case "inside" when single && numbers![0] is 0 or 1:
                    settings = settings with { Inside = numbers![0] == 1 };
                    break;
                default:
                    problem = $"{argument.Key}={argument.Value}";
                    return null;
            }
        }

        return settings;
    }

    private bool IsDefault(KeyValuePair<string, string> argument) => Parameters.Contains(argument.Key + "=" + argument.Value);

    private static int[] PerAxis(double[] numbers, int axes) =>
        [.. Enumerable.Range(0, axes).Select(axis => (int)numbers[numbers.Length == 1 ? 0 : axis])];
}
