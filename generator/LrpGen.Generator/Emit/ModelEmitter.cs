using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Architectures;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Generator.Rules;
using static LrpGen.Generator.Emit.ModelParts;

namespace LrpGen.Generator.Emit;

/// <summary>The model's own file: what the user sees of it, and the passes as flat lists of calls.</summary>
internal static class ModelEmitter
{
    public static GeneratedFile Emit(ModelRequest request, EncoderSpec spec, LayerGraphSpec network, ModelProgram program, MemoryPlan plan)
    {
        CodeWriter code = FileHeader.BeginModel(
            request,
            $"{spec.Architecture}, {spec.NumHiddenLayers} layers of {spec.HiddenSize} columns, {spec.NumAttentionHeads} heads",
            $"Description SHA-256 {spec.Sha256} (keys sorted, without white space)",
            $"Methods: {string.Join("; ", network.Methods.Select(m => m.Name))}");
        WriteClassComment(code, spec, network.Methods);
        code.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"LrpGen\", \"{FileHeader.Version}\")]");
        code.Line($"{request.Visibility} sealed partial class {request.ClassName} : LrpText::TextClassifier");
        code.Open();
        new PublicMembers(code, request, UnreadSpec.Of(spec, request.Methods)).Write();
        WritePasses(code, program, pass => network.Methods.Where(m => IsReadBy(pass, m)).Select(m => m.Name));
        WriteWeights(code, program);
        WriteDescription(code, request, spec, network, program, plan);
        code.Close();
        return new GeneratedFile(HintNames.Of(request), code.ToString());
    }

    private static void WriteClassComment(CodeWriter code, EncoderSpec spec, EquatableArray<GraphMethodSpec> methods)
    {
        code.Line("/// <summary>");
        code.Line($"/// {spec.Architecture}: predicts {Xml(string.Join(", ", spec.Labels))} and explains why, by {Xml(string.Join(", ", methods.Select(m => m.Name)))}.");
        code.Line("/// </summary>");
        code.Line("/// <remarks>");
        code.Line("/// Relevance is sent back from a logit through every layer to the word embeddings (Bach et al. 2015; AttnLRP: Achtibat et");
        code.Line("/// al. 2024; CP-LRP: Ali et al. 2022). The object is immutable and serves many threads at once.");
        code.Line("/// </remarks>");
    }

    private static void WriteDescription(
        CodeWriter code, ModelRequest request, EncoderSpec spec, LayerGraphSpec network, ModelProgram program, MemoryPlan plan)
    {
        List<Pass> passes = [.. program.Passes.Select(p => p.Pass)];
        code.Line("/// <summary>What is known of the model, as data.</summary>");
        code.Line("public static Lrp::ModelDescription Model { get; } = new()");
        code.Open();
        code.Line($"Name = {Quoted(request.ClassName)},");
        code.Line($"Architecture = {Quoted(spec.Architecture)},");
        code.Line($"Hash = {Quoted(spec.Sha256)},");
        code.Line($"Labels = [{string.Join(", ", spec.Labels.Select(Quoted))}],");
        code.Line($"ProblemType = Lrp::ProblemType.{ModelParts.ProblemType(spec.ProblemType ?? (spec.Labels.Count == 1 ? "regression" : ""))},");
        code.Line($"MaxTokens = {Text(Architecture.MaxTokens(spec))},");
        code.Line($"VocabularySize = {Text(spec.VocabSize)},");
        code.Line($"PaddingId = {Text(spec.PadTokenId)},");
        code.Line($"TokenTypes = {Text(spec.TypeVocabSize)},");
        code.Line($"EmbeddingSize = {Text(spec.EmbeddingSize)},");
        code.Line($"HiddenSize = {Text(spec.HiddenSize)},");
        code.Line($"EncoderLayers = {Text(spec.NumHiddenLayers)},");
        code.Line($"Heads = {Text(spec.NumAttentionHeads)},");
        code.Line($"KeepsAllRows = {(request.KeepAllRows ? "true" : "false")},");
        WriteList(code, "Methods", network.Methods.Select(m => $"new({Quoted(m.Name)}, {Text(passes.FindIndex(p => IsReadBy(p, m)))}, Lrp::MethodReading.{Reading(m)})"));
        WriteList(code, "Layers", program.Graph.Operators.Select(o => Layer(o, passes)));
        WriteList(code, "Sinks", program.Sinks.Select(s => $"new(Lrp::SinkKind.{s.Kind}, {Quoted(s.Module)}, {Text(s.Layer)}, {Text(s.Pass)})"));
        List<AttentionOperator> attention = [.. program.Graph.Operators.OfType<AttentionOperator>()];
        WritePlan(code, plan, attention, spec.NumAttentionHeads);
        code.Line($"WeightPlan = {Quoted(program.WeightPlan)},");
        WriteList(code, "Weights", program.Graph.Operators.SelectMany(o => o.Weights).SelectMany(g => g.Tensors)
            .Select(t => $"new({Quoted(t.Name)}, {string.Join(", ", t.Shape.Select(Text))})"));
        code.Close(";");
    }

    private static bool IsReadBy(Pass pass, GraphMethodSpec method) => pass.Rules.Select(r => r.Rule).SequenceEqual(method.Rules);

    private static string Reading(GraphMethodSpec method) => method.Kind switch
    {
        "gradient" => "Gradient",
        "integrated-gradients" => "IntegratedGradients",
        _ => "Relevance",
    };

    private static string Layer(Operator current, List<Pass> passes)
    {
        string name = string.Join(", ", current.Modules);
        string inputs = string.Join(", ", current.Inputs.Select(i => Quoted(i.Shape)));
        string output = string.Join(" ", current.Outputs.Select(o => o.Shape).Distinct());
        string rules = string.Join(", ", passes.Select(p => Quoted(p.Describe(current))));
        return $"new({Quoted(name)}, {Quoted(current.Kind)}, [{inputs}], {Quoted(output)}, [{rules}])";
    }
}
