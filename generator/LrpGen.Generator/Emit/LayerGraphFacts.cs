using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;
using static LrpGen.Generator.Emit.ModelParts;

namespace LrpGen.Generator.Emit;

/// <summary>What the file of a layer graph says.</summary>
internal static class LayerGraphFacts
{
    public static ModelFacts Of(ModelRequest request, LayerGraphSpec spec, ModelProgram program)
    {
        string shape = $"[{string.Join(", ", spec.InputShape)}]";
        Dictionary<string, int> places = spec.Layers.Select((l, i) => (l.Name, i)).ToDictionary(p => p.Name, p => p.i);
        return new ModelFacts
        {
            Title = $"{spec.Name}, {spec.Layers.Count} layers, input {shape}",
            Sha256 = spec.Sha256,
            HashedWithout = "white space and comments",
            Summary = $"{spec.Name}: predicts {string.Join(", ", spec.Labels)} from {shape} and explains why.",
            Remarks = ["The object is immutable and serves many threads at once."],
            Seen = UnreadSpec.Of(spec, request.Methods),
            ProblemType = spec.ProblemType,
            Input = ("Values", "ValueInput"),
            InputProperties =
            [
                $"Shape = {List(spec.InputShape.Select(Text))}",
                .. spec.Columns.Count > 0 ? [$"FeatureNames = {List(spec.Columns.Select(Quoted))}"] : Array.Empty<string>(),
            ],
            OutputShape = spec.Layers[spec.Layers.Count - 1].OutputShape.Sizes,
            Methods = spec.Methods.Select(m => Method(m, spec, program)).ToEquatableArray(),
            Outputs = spec.Layers
                .Select(l => new LayerFacts(l.Name, l.OutputShape.Sizes, l.Inputs.Select(i => places.TryGetValue(i, out int place) ? place : -1).ToEquatableArray()))
                .ToEquatableArray(),
            Constants = spec.Layers.Where(l => l.Op == "normalize")
                .SelectMany(l => new[] { new ConstantFacts(l.Name + ".mean", l.Options.Mean), new ConstantFacts(l.Name + ".std", l.Options.Std) })
                .ToEquatableArray(),
        };
    }

    private static MethodFacts Method(GraphMethodSpec method, LayerGraphSpec spec, ModelProgram program)
    {
        int pass = method.Kind == "occlusion"
            ? -1
            : program.Passes.ToList().FindIndex(p => p.Pass is GraphPass graph && graph.Rules.Select(r => r.Rule).SequenceEqual(method.Rules));
        string reading = method.Kind switch
        {
            // Both read what arrives at the input; the seed says whether a score is shared out or a derivative passed on.
            "relevance" or "gradient" => method.Seed == "one" ? "Gradient" : "Relevance",
            "gradient-x-input" => "GradientTimesInput",
            "smoothgrad" => "SmoothGrad",
            "integrated-gradients" => "IntegratedGradients",
            _ => "Occlusion",
        };
        return new MethodFacts(method.Name, pass, reading, Settings(method, spec).ToEquatableArray());
    }

    private static IEnumerable<string> Settings(GraphMethodSpec method, LayerGraphSpec spec)
    {
        MethodSettings settings = method.Settings;
        if (settings.Iterations > 0)
        {
            yield return $"Iterations = {Text(settings.Iterations)}";
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
