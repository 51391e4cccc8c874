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
        CodeWriter code = FileHeader.Begin(
            request,
            $"{spec.Name}, {spec.Layers.Count} layers, input [{string.Join(", ", spec.InputShape)}]",
            $"Description SHA-256 {spec.Sha256} (keys sorted, without white space and comments)",
            $"Methods: {string.Join("; ", spec.Methods.Select(m => m.Name))}");
        code.Line("/// <summary>");
        code.Line($"/// {Xml(spec.Name)}: predicts {Xml(string.Join(", ", spec.Labels))} from [{string.Join(", ", spec.InputShape)}] and explains why.");
        code.Line("/// </summary>");
        code.Line("/// <remarks>The object is immutable and serves many threads at once.</remarks>");
        code.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"LrpGen\", \"{FileHeader.Version}\")]");
        code.Line($"{request.Visibility} sealed partial class {request.ClassName} : ArrayClassifier");
        code.Open();
        WriteLabels(code, spec);
        WriteMethods(code, spec);
        WriteLifetime(code, request);
        WriteTypedCalls(code, spec);
        WritePasses(code, program, pass => spec.Methods.Where(m => IsReadBy(pass, m)).Select(m => m.Name));
        WriteWeights(code, program);
        WriteDescription(code, request, spec, program, plan);
        code.Close();
        return new GeneratedFile($"{request.FullName}.g.cs", code.ToString());
    }

    private static void WriteLabels(CodeWriter code, LayerGraphSpec spec)
    {
        code.Line("/// <summary>The labels, in the order of the logits.</summary>");
        code.Line("public enum Label");
        code.Open();
        IReadOnlyList<string> names = Identifiers.Of(spec.Labels);
        for (int i = 0; i < names.Count; i++)
        {
            code.Line($"/// <summary>{Xml(spec.Labels[i])}</summary>");
            code.Line($"{names[i]} = {Text(i)},");
        }

        code.Close();
        code.Line();
    }

    private static void WriteMethods(CodeWriter code, LayerGraphSpec spec)
    {
        code.Line("/// <summary>The methods that were compiled in; the first one is the default.</summary>");
        code.Line("public static class Methods");
        code.Open();
        for (int i = 0; i < spec.Methods.Count; i++)
        {
            code.Line($"/// <summary>{Xml(spec.Methods[i].Name)}</summary>");
            code.Line($"public static ArrayMethodDescription {spec.Methods[i].Identifier} => Model.Methods[{Text(i)}];");
        }

        code.Close();
        code.Line();
    }

    private static void WriteLifetime(CodeWriter code, ModelRequest request)
    {
        code.Line("private readonly Weights w;");
        code.Line();
        code.Line($"private {request.ClassName}(ArrayModelFiles files) : base(files) => w = files.Weights.Build(static source => new Weights(source));");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line("public override ArrayModelDescription Description => Model;");
        code.Line();
        code.Line("/// <summary>Opens a model folder and checks every name, type and shape of the weights.</summary>");
        code.Line("/// <param name=\"folder\">Folder or file of the weights (model.lrpw, or else safetensors).</param>");
        code.Line("/// <param name=\"threads\">Threads that work on one call.</param>");
        code.Line("/// <param name=\"width\">Vector width, or null for the machine's widest.</param>");
        code.Line("/// <param name=\"storage\">How dense weights are stored: F32, BF16 or F16; null for F32, or what packed weights were packed as.</param>");
        code.Line("/// <param name=\"checks\">What is checked of a checkpoint beside names and shapes.</param>");
        code.Line("/// <exception cref=\"global::System.IO.IOException\">A file is missing, damaged, or its tensors do not fit the model.</exception>");
        code.Line($"public static {request.ClassName} Load(string folder, int threads = 1, VectorWidth? width = null, WeightType? storage = null, WeightChecks checks = WeightChecks.All) => new(ArrayModelFiles.Open(folder, Model, threads, width, storage, checks));");
        code.Line();
        if (request.EmbedWeights)
        {
            code.Line("/// <summary>Opens the model whose weights this assembly holds.</summary>");
            code.Line("/// <param name=\"threads\">Threads that work on one call.</param>");
            code.Line("/// <param name=\"width\">Vector width, or null for the machine's widest.</param>");
            code.Line("/// <param name=\"storage\">How dense weights are stored: F32, BF16 or F16; null for F32, or what packed weights were packed as.</param>");
        code.Line("/// <param name=\"checks\">What is checked of a checkpoint beside names and shapes.</param>");
            code.Line("/// <exception cref=\"global::System.IO.IOException\">The weights are not there, are damaged, or do not fit the model.</exception>");
            code.Line($"public static {request.ClassName} Load(int threads = 1, VectorWidth? width = null, WeightType? storage = null, WeightChecks checks = WeightChecks.All) => new(ArrayModelFiles.Open({Embedded(request)}, Model, threads, width, storage, checks));");
            code.Line();
        }

        WritePack(code);
    }

    private static void WriteTypedCalls(CodeWriter code, LayerGraphSpec spec)
    {
        const string More = "ArrayMethodDescription? method = null, ArrayExplainOptions? options = null";
        code.Line("/// <summary>Explains one label's logit.</summary>");
        code.Line("/// <param name=\"input\">Values, channels first.</param>");
        code.Line("/// <param name=\"label\">The label.</param>");
        code.Line("/// <param name=\"method\">One of the methods, or null for the first one.</param>");
        code.Line("/// <param name=\"options\">What is read out.</param>");
        code.Line($"public ArrayExplanation Explain(ReadOnlySpan<float> input, Label label, {More})");
        code.Indented(() => code.Line("=> Explain(input, Target.Label((int)label), method, options);"));
        code.Line();
        if (spec.Labels.Count > 1)
        {
            code.Line("/// <summary>Explains why one label and not another: the difference of their logits.</summary>");
            code.Line("/// <param name=\"input\">Values, channels first.</param>");
            code.Line("/// <param name=\"label\">The label.</param>");
            code.Line("/// <param name=\"other\">The label that it is compared with.</param>");
            code.Line("/// <param name=\"method\">One of the methods, or null for the first one.</param>");
            code.Line("/// <param name=\"options\">What is read out.</param>");
            code.Line($"public ArrayExplanation Explain(ReadOnlySpan<float> input, Label label, Label other, {More})");
            code.Indented(() => code.Line("=> Explain(input, Target.Contrast((int)label, (int)other), method, options);"));
            code.Line();
        }
    }

    private static void WriteDescription(
        CodeWriter code, ModelRequest request, LayerGraphSpec spec, ModelProgram program, MemoryPlan plan)
    {
        List<Pass> passes = [.. program.Passes.Select(p => p.Pass)];
        code.Line("/// <summary>What is known of the model, as data.</summary>");
        code.Line("public static ArrayModelDescription Model { get; } = new()");
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
        code.Line($"ProblemType = ProblemType.{ModelParts.ProblemType(spec.ProblemType)},");
        WriteList(code, "Methods", spec.Methods.Select(m => Method(m, spec, passes)));
        WriteList(code, "Layers", program.Graph.Operators.Select(o => Layer(o, program.Passes)));
        Dictionary<string, int> places = spec.Layers.Select((l, i) => (l.Name, i)).ToDictionary(p => p.Name, p => p.i);
        WriteList(code, "Outputs", spec.Layers.Select(l => Output(l, places)));
        WriteList(code, "Sinks", program.Sinks.Select(s => $"new(SinkKind.{s.Kind}, {Quoted(s.Module)}, {Text(s.Layer)}, {Text(s.Pass)})"));
        code.Line($"Plan = new ArrayWorkspacePlan(Predict: {Text(plan.PredictSamples.Size)}, Explain: {Text(plan.ExplainSamples.Size)}, Targets: {Text(plan.TargetSamples.Select(p => p.Size).DefaultIfEmpty(0).Max())}),");
        code.Line($"WeightPlan = {Quoted(program.WeightPlan)},");
        WriteList(code, "Weights", program.Graph.Operators.SelectMany(o => o.Weights).SelectMany(g => g.Tensors).Distinct()
            .Select(t => $"new({Quoted(t.Name)}, {string.Join(", ", t.Shape.Select(Text))})"));
        code.Close(";");
    }

    private static string Output(LayerSpec layer, Dictionary<string, int> places)
        => $"new({Quoted(layer.Name)}, [{string.Join(", ", layer.OutputShape.Sizes.Select(Text))}], [{string.Join(", ", layer.Inputs.Select(i => Text(places.TryGetValue(i, out int place) ? place : -1)))}])";

    private static bool IsReadBy(Pass pass, GraphMethodSpec method)
        => pass is GraphPass graph && method.Kind != "occlusion" && graph.Rules.Select(r => r.Rule).SequenceEqual(method.Rules);

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

        return $"new({Quoted(method.Name)}, {Text(pass)}, ArrayReading.{reading})" + (settings.Count > 0 ? $" {{ {string.Join(", ", settings)} }}" : string.Empty);
    }

    private static string Layer(Operator current, EquatableArray<PassProgram> passes)
    {
        string name = current.Modules.Length > 0 ? current.Modules : current.Name;
        string inputs = string.Join(", ", current.Inputs.Select(i => Quoted(i.Shape)));
        string rules = string.Join(", ", passes.Select(p => Quoted(p.Pass.Describe(current))));
        string forms = string.Join(", ", passes.Select(p => p.Forms!.FactorOf(current.Outputs[0]) is null ? "RelevanceForm.Relevance" : "RelevanceForm.Gradient"));
        return $"new({Quoted(name)}, {Quoted(current.Kind)}, [{inputs}], {Quoted(current.Outputs[0].Shape)}, [{rules}]) {{ Forms = [{forms}] }}";
    }
}
