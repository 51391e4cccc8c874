using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;
using static LrpGen.Generator.Emit.ModelParts;

namespace LrpGen.Generator.Emit;

/// <summary>The own file of a model over numeric input: what the user sees of it, and the passes as flat lists of calls.</summary>
internal static class ArrayModelEmitter
{
    public static GeneratedFile Emit(
        ModelRequest request, LayerGraphSpec spec, ModelProgram program, MemoryPlan plan)
    {
        CodeWriter code = FileHeader.BeginModel(
            request,
            $"{spec.Name}, {spec.Layers.Count} layers, input [{string.Join(", ", spec.InputShape)}]",
            $"Description SHA-256 {spec.Sha256} (keys sorted, without white space and comments)",
            $"Methods: {string.Join("; ", spec.Methods.Select(m => m.Name))}");
        code.Line("/// <summary>");
        code.Line($"/// {Xml(spec.Name)}: predicts {Xml(string.Join(", ", spec.Labels))} from [{string.Join(", ", spec.InputShape)}] and explains why.");
        code.Line("/// </summary>");
        code.Line("/// <remarks>The object is immutable and serves many threads at once.</remarks>");
        code.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"LrpGen\", \"{FileHeader.Version}\")]");
        code.Line($"{request.Visibility} sealed partial class {request.ClassName} : Lrp::ArrayClassifier");
        code.Open();
        new PublicMembers(code, request, UnreadSpec.Of(spec, request.Methods)).Write();
        WritePasses(code, program, pass => spec.Methods.Where(m => IsReadBy(pass, m)).Select(m => m.Name));
        WriteWeights(code, program);
        WriteDescription(code, request, spec, program, plan);
        code.Close();
        return new GeneratedFile(HintNames.Of(request), code.ToString());
    }

    private static void WriteDescription(
        CodeWriter code, ModelRequest request, LayerGraphSpec spec, ModelProgram program, MemoryPlan plan)
    {
        List<Pass> passes = [.. program.Passes.Select(p => p.Pass)];
        code.Line("/// <summary>What is known of the model, as data.</summary>");
        code.Line("public static Lrp::ArrayModelDescription Model { get; } = new()");
        code.Open();
        code.Line($"Name = {Quoted(request.ClassName)},");
        code.Line($"Hash = {Quoted(spec.Sha256)},");
        code.Line($"InputShape = [{string.Join(", ", spec.InputShape.Select(Text))}],");
        if (spec.Columns.Count > 0)
        {
            code.Line($"FeatureNames = [{string.Join(", ", spec.Columns.Select(Quoted))}],");
        }

        code.Line($"OutputShape = [{string.Join(", ", spec.Layers[spec.Layers.Count - 1].OutputShape.Sizes.Select(Text))}],");
        code.Line($"Labels = [{string.Join(", ", spec.Labels.Select(Quoted))}],");
        code.Line($"ProblemType = Lrp::ProblemType.{ModelParts.ProblemType(spec.ProblemType)},");
        WriteList(code, "Methods", spec.Methods.Select(m => Method(m, spec, passes)));
        WriteList(code, "Layers", program.Graph.Operators.Select(o => Layer(o, program.Passes)));
        Dictionary<string, int> places = spec.Layers.Select((l, i) => (l.Name, i)).ToDictionary(p => p.Name, p => p.i);
        WriteList(code, "Outputs", spec.Layers.Select(l => Output(l, places)));
        WriteList(code, "Sinks", program.Sinks.Select(s => $"new(Lrp::SinkKind.{s.Kind}, {Quoted(s.Module)}, {Text(s.Layer)}, {Text(s.Pass)})"));
        WritePlan(code, plan, [], 0);
        code.Line($"WeightPlan = {Quoted(program.WeightPlan)},");
        WriteList(code, "Weights", program.Graph.Operators.SelectMany(o => o.Weights).SelectMany(g => g.Tensors).Distinct()
            .Select(t => $"new({Quoted(t.Name)}, {string.Join(", ", t.Shape.Select(Text))})"));
        List<(string Name, EquatableArray<string> Values)> constants =
            [.. spec.Layers.Where(l => l.Op == "normalize").SelectMany(l => new[] { (l.Name + ".mean", l.Options.Mean), (l.Name + ".std", l.Options.Std) })];
        if (constants.Count > 0)
        {
            WriteList(code, "Constants", constants.Select(c => $"new({Quoted(c.Name)}, [{string.Join(", ", c.Values.Select(FloatText.Double))}])"));
        }

        code.Close(";");
    }

    private static string Output(LayerSpec layer, Dictionary<string, int> places)
        => $"new({Quoted(layer.Name)}, [{string.Join(", ", layer.OutputShape.Sizes.Select(Text))}], [{string.Join(", ", layer.Inputs.Select(i => Text(places.TryGetValue(i, out int place) ? place : -1)))}])";

    private static bool IsReadBy(Pass pass, GraphMethodSpec method)
        => method.Kind != "occlusion" && pass.Rules.Select(r => r.Rule).SequenceEqual(method.Rules);

    private static string Method(GraphMethodSpec method, LayerGraphSpec spec, List<Pass> passes)
    {
        int pass = passes.FindIndex(p => IsReadBy(p, method));
        string reading = method.Kind switch
        {
            // Both read what arrives at the input; the seed says whether a score is shared out or a derivative passed on.
            "relevance" or "gradient" => method.Seed == "one" ? "Gradient" : "Relevance",
            "gradient-x-input" => "GradientTimesInput",
            "smoothgrad" => "SmoothGrad",
            "integrated-gradients" => "IntegratedGradients",
            _ => "Occlusion",
        };
        List<string> settings = [];
        if (method.Settings.Iterations > 0)
        {
            settings.Add($"Iterations = {Text(method.Settings.Iterations)}");
        }

        if (method.Settings.NoiseLevel > 0)
        {
            settings.Add($"NoiseLevel = {FloatText.Of((float)method.Settings.NoiseLevel)}");
        }

        if (method.Kind is "gradient-x-input" or "smoothgrad" or "integrated-gradients" && method.Seed != "one")
        {
            settings.Add("StartsWithScore = true");
        }

        if (method.Seed == "all-logits")
        {
            settings.Add("ExplainsAllLogits = true");
        }

        if (spec.ExplainsSoftmax(method))
        {
            settings.Add("ExplainsProbability = true");
        }

        if (method.Settings.Window.Count > 0)
        {
            settings.Add($"Window = [{string.Join(", ", method.Settings.Window.Select(Text))}], Stride = [{string.Join(", ", method.Settings.Stride.Select(Text))}], Fill = {FloatText.Of((float)method.Settings.Fill)}, HidesWindow = {(method.Settings.Inside ? "true" : "false")}");
        }

        return $"new({Quoted(method.Name)}, {Text(pass)}, Lrp::ArrayReading.{reading})" + (settings.Count > 0 ? $" {{ {string.Join(", ", settings)} }}" : string.Empty);
    }

    private static string Layer(Operator current, EquatableArray<PassProgram> passes)
    {
        string name = current.Modules.Count > 0 ? string.Join(", ", current.Modules) : current.Name;
        string inputs = string.Join(", ", current.Inputs.Select(i => Quoted(i.Shape)));
        string rules = string.Join(", ", passes.Select(p => Quoted(p.Pass.Describe(current))));
        string forms = string.Join(", ", passes.Select(p => p.Forms!.FactorOf(current.Outputs[0]) is null ? "Lrp::RelevanceForm.Relevance" : "Lrp::RelevanceForm.Gradient"));
        return $"new({Quoted(name)}, {Quoted(current.Kind)}, [{inputs}], {Quoted(current.Outputs[0].Shape)}, [{rules}]) {{ Forms = [{forms}] }}";
    }
}
