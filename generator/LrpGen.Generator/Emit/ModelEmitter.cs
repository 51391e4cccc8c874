using System.Collections.Immutable;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using static LrpGen.Generator.Emit.ModelParts;

namespace LrpGen.Generator.Emit;

/// <summary>The model's own file: what the user sees of it, and the passes as flat lists of calls.</summary>
internal static class ModelEmitter
{
    /// <summary>All files of a model.</summary>
    public static ImmutableArray<GeneratedFile> Emit(ModelRequest request, ModelFacts facts, ModelProgram program, CancellationToken cancellation)
    {
        MemoryPlan plan = MemoryPlan.Of(program, request.SharesMemory);
        ImmutableArray<GeneratedFile>.Builder files = ImmutableArray.CreateBuilder<GeneratedFile>();
        files.Add(Emit(request, facts, program, plan));
        files.Add(TensorsEmitter.Emit(request, program, plan));
        foreach (GeneratedFile file in SectionEmitter.Emit(request, program, plan))
        {
            cancellation.ThrowIfCancellationRequested();
            files.Add(file);
        }

        return files.ToImmutable();
    }

    private static GeneratedFile Emit(ModelRequest request, ModelFacts facts, ModelProgram program, MemoryPlan plan)
    {
        CodeWriter code = FileHeader.BeginModel(
            request,
            facts.Title,
            $"Description SHA-256 {facts.Sha256} (keys sorted, without {facts.HashedWithout})",
            $"Methods: {string.Join("; ", facts.Methods.Select(m => m.Name))}");
        code.Line("/// <summary>");
        code.Line($"/// {Xml(facts.Summary)}");
        code.Line("/// </summary>");
        WriteRemarks(code, facts.Remarks);
        code.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"LrpGen\", \"{FileHeader.Version}\")]");
        code.Line($"{request.Visibility} sealed partial class {request.ClassName} : {BaseClass(facts.Seen)}");
        code.Open();
        new PublicMembers(code, request, facts.Seen).Write();
        WritePasses(code, program, pass => facts.Methods.Where(m => m.Pass == pass).Select(m => m.Name));
        WriteWeights(code, program);
        WriteDescription(code, request, facts, program, plan);
        code.Close();
        return new GeneratedFile(HintNames.Of(request), code.ToString());
    }

    private static void WriteRemarks(CodeWriter code, EquatableArray<string> remarks)
    {
        if (remarks.Count == 1)
        {
            code.Line($"/// <remarks>{remarks[0]}</remarks>");
            return;
        }

        code.Line("/// <remarks>");
        foreach (string line in remarks)
        {
            code.Line($"/// {line}");
        }

        code.Line("/// </remarks>");
    }

    private static void WriteDescription(CodeWriter code, ModelRequest request, ModelFacts facts, ModelProgram program, MemoryPlan plan)
    {
        code.Line("/// <summary>What is known of the model, as data.</summary>");
        code.Line("public static Lrp::ModelDescription Model { get; } = new()");
        code.Open();
        code.Line($"Name = {Quoted(request.ClassName)},");
        if (facts.Architecture.Length > 0)
        {
            code.Line($"Architecture = {Quoted(facts.Architecture)},");
        }

        code.Line($"Hash = {Quoted(facts.Sha256)},");
        code.Line($"{facts.Input.Property} = new Lrp::{facts.Input.Type}");
        code.Open();
        foreach (string property in facts.InputProperties)
        {
            code.Line(property + ",");
        }

        code.Close(",");
        code.Line($"OutputShape = {List(facts.OutputShape.Select(Text))},");
        code.Line($"Labels = {List(facts.Seen.Labels.Select(Quoted))},");
        code.Line($"ProblemType = Lrp::ProblemType.{ProblemType(facts.ProblemType)},");
        WriteList(code, "Methods", facts.Methods.Select(Method));
        WriteList(code, "Layers", program.Graph.Operators.Select(o => Layer(o, program.Passes)));
        if (facts.Outputs.Count > 0)
        {
            WriteList(code, "Outputs", facts.Outputs.Select(o => $"new({Quoted(o.Name)}, {List(o.Shape.Select(Text))}, {List(o.Inputs.Select(Text))})"));
        }

        WriteList(code, "Sinks", program.Sinks.Select(s => $"new(Lrp::SinkKind.{s.Kind}, {Quoted(s.Module)}, {Text(s.Layer)}, {Text(s.Pass)})"));
        WritePlan(code, plan, [.. program.Graph.Operators.OfType<AttentionOperator>()], facts.Heads);
        code.Line($"WeightPlan = {Quoted(program.WeightPlan)},");
        WriteList(code, "Weights", program.Graph.Sections.SelectMany(program.OwnWeights).SelectMany(g => g.Tensors).Distinct()
            .Select(t => $"new({Quoted(t.Name)}, {string.Join(", ", t.Shape.Select(Text))})"));
        if (facts.Constants.Count > 0)
        {
            WriteList(code, "Constants", facts.Constants.Select(c => $"new({Quoted(c.Name)}, {List(c.Values.Select(FloatText.Double))})"));
        }

        code.Close(";");
    }

    private static string Method(MethodFacts method)
    {
        string settings = method.Settings.Count > 0 ? $" {{ {string.Join(", ", method.Settings)} }}" : string.Empty;
        return $"new({Quoted(method.Name)}, {Text(method.Pass)}, Lrp::MethodReading.{method.Reading}){settings}";
    }

    private static string Layer(Operator current, EquatableArray<PassProgram> passes)
    {
        string name = current.Modules.Count > 0 ? string.Join(", ", current.Modules) : current.Name;
        string output = string.Join(" ", current.Outputs.Select(o => o.Shape).Distinct());
        IEnumerable<string> forms = passes.Select(p => "Lrp::RelevanceForm." + (p.Forms.FactorOf(current.Outputs[0]) is null ? "Relevance" : "Gradient"));
        return $"new({Quoted(name)}, {Quoted(current.Kind)}, {List(current.Inputs.Select(i => Quoted(i.Shape)))}, {Quoted(output)}, {List(passes.Select(p => Quoted(p.Pass.Describe(current))))}) {{ Forms = {List(forms)} }}";
    }
}
