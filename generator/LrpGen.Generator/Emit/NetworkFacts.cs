using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using static LrpGen.Generator.Emit.ModelParts;

namespace LrpGen.Generator.Emit;

/// <summary>What the file of a network says.</summary>
internal static class NetworkFacts
{
    public static ModelFacts Of(ModelRequest request, LayerGraphSpec spec, ModelProgram program)
    {
        Dictionary<string, int> places = spec.Layers.Select((l, i) => (l.Name, i)).ToDictionary(p => p.Name, p => p.i);
        ModelFacts facts = new()
        {
            Title = string.Empty,
            Sha256 = spec.Sha256,
            HashedWithout = "white space and comments",
            Summary = string.Empty,
            Remarks = ["The object is immutable and serves many threads at once."],
            Seen = UnreadSpec.Of(spec),
            ProblemType = spec.ProblemType,
            Input = default,
            InputProperties = [],
            OutputShape = spec.Layers[spec.Layers.Count - 1].OutputShape.Sizes,
            Methods = spec.Methods.Select(m => Method(m, spec, program)).ToEquatableArray(),
            Heads = spec.Layers.Select(l => l.Options.Attention?.Heads ?? 0).DefaultIfEmpty(0).Max(),
            Constants = spec.Layers.Where(l => l.Op == "normalize")
                .SelectMany(l => new[] { new ConstantFacts(l.Name + ".mean", l.Options.Mean), new ConstantFacts(l.Name + ".std", l.Options.Std) })
                .ToEquatableArray(),
        };
        return spec.Tokens is { } tokens ? OfTokens(facts, request, spec, tokens) : OfValues(facts, spec) with
        {
            Outputs = spec.Layers
                .Select(l => new LayerFacts(
                    l.Name,
                    program.Outputs[l.Name].Positions == 1 && l.OutputShape.Rank == 2 && l.OutputShape[1] > 1 ? [l.OutputShape.Channels] : l.OutputShape.Sizes, l.Inputs.Select(i => places.TryGetValue(i, out int place) ? place : -1).ToEquatableArray()))
                .ToEquatableArray(),
        };
    }

    private static ModelFacts OfTokens(ModelFacts facts, ModelRequest request, LayerGraphSpec spec, TokenInputSpec tokens) => facts with
    {
        Title = $"{tokens.Architecture}, {tokens.Layers} layers of {tokens.HiddenSize} columns, {tokens.Heads} heads",
        Architecture = tokens.Architecture,
        Summary = $"{tokens.Architecture}: predicts {string.Join(", ", spec.Labels)} and explains why, by {string.Join(", ", spec.Methods.Select(m => m.Name))}.",
        Remarks =
        [
            "Relevance is sent back from a logit through every layer to the word embeddings (Bach et al. 2015; AttnLRP: Achtibat et",
            "al. 2024; CP-LRP: Ali et al. 2022). The object is immutable and serves many threads at once.",
        ],
        Input = ("Tokens", "TokenInput"),
        InputProperties =
        [
            $"MaxTokens = {Text(tokens.MaxTokens)}",
            $"VocabularySize = {Text(tokens.VocabularySize)}",
            $"PaddingId = {Text(tokens.PaddingId)}",
            $"TokenTypes = {Text(tokens.TokenTypes)}",
            $"EmbeddingSize = {Text(tokens.EmbeddingSize)}",
            $"HiddenSize = {Text(tokens.HiddenSize)}",
            $"EncoderLayers = {Text(tokens.Layers)}",
            $"Heads = {Text(tokens.Heads)}",
            $"KeepsAllRows = {(request.KeepAllRows ? "true" : "false")}",
        ],
    };

    private static ModelFacts OfValues(ModelFacts facts, LayerGraphSpec spec)
    {
        string shape = $"[{string.Join(", ", spec.InputShape)}]";
        return facts with
        {
            Title = $"{spec.Name}, {spec.Layers.Count} layers, input {shape}",
            Summary = $"{spec.Name}: predicts {string.Join(", ", spec.Labels)} from {shape} and explains why.",
            Input = ("Values", "ValueInput"),
            InputProperties =
            [
                $"Shape = {List(spec.InputShape.Select(Text))}",
                .. spec.Columns.Count > 0 ? [$"FeatureNames = {List(spec.Columns.Select(Quoted))}"] : Array.Empty<string>(),
            ],
        };
    }

    private static MethodFacts Method(GraphMethodSpec method, LayerGraphSpec spec, ModelProgram program)
    {
        int pass = method.Kind == "occlusion"
            ? -1
            : program.Passes.ToList().FindIndex(p => p.Pass.Rules.Select(r => r.Rule).SequenceEqual(method.Rules));
        string reading = method.Kind switch
        {
            // What arrives at embeddings is the gradient; times them it is relevance.
            "gradient-x-input" when spec.ReadsTokens => "Relevance",

            // Both read what arrives at the input; the seed says whether a score is shared out or a derivative passed on.
            "relevance" or "gradient" => method.Seed == "one" ? "Gradient" : "Relevance",
            "gradient-x-input" => "GradientTimesInput",
            "smoothgrad" => "SmoothGrad",
            "integrated-gradients" => "IntegratedGradients",
            _ => "Occlusion",
        };
        return new MethodFacts(method.Name, pass, reading, Settings(method, spec).Where(s => !spec.ReadsTokens || s.StartsWith("Iterations", StringComparison.Ordinal)).ToEquatableArray());
    }

    private static IEnumerable<string> Settings(GraphMethodSpec method, LayerGraphSpec spec)
    {
        MethodSettings settings = method.Settings;
        if (settings.Iterations > 0)
        {
            yield return $"Iterations = {Text(settings.Iterations)}";
        }

        if (settings.Midpoint)
        {
            yield return "IsMidpoint = true";
        }

        if (settings.NoiseLevel > 0)
        {
            yield return $"NoiseLevel = {FloatText.Of((float)settings.NoiseLevel)}";
        }

        if (method.Kind != "occlusion" && method.Seed != "one")
        {
            yield return "StartsWithScore = true";
        }

        if (method.Seed == "all-logits")
        {
            yield return "ExplainsAllLogits = true";
        }

        if (spec.ExplainsSoftmax(method))
        {
            yield return "ExplainsProbability = true";
        }

        if (settings.Window.Count > 0)
        {
            yield return $"Window = {List(settings.Window.Select(Text))}";
            yield return $"Stride = {List(settings.Stride.Select(Text))}";
            yield return $"Fill = {FloatText.Of((float)settings.Fill)}";
            yield return $"HidesWindow = {(settings.Inside ? "true" : "false")}";
        }
    }
}
