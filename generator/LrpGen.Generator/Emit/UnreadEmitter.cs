using LrpGen.Generator.Reading;
using static LrpGen.Generator.Emit.ModelParts;

namespace LrpGen.Generator.Emit;

/// <summary>The class of a model that could not be compiled: the members that the user's code calls, which throw.</summary>
internal static class UnreadEmitter
{
    public static GeneratedFile Emit(ModelRequest request, UnreadSpec seen)
    {
        request = request with { IsText = seen.IsText };
        CodeWriter code = FileHeader.BeginModel(request, "not compiled; the build says why");
        string failure = $"new global::System.InvalidOperationException({Quoted($"{request.RelativePath} could not be compiled; the build says why.")})";
        code.Line($"/// <summary>A model that could not be compiled from {Xml(request.RelativePath)}: the build says why.</summary>");
        code.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"LrpGen\", \"{FileHeader.Version}\")]");
        code.Line($"{request.Visibility} sealed partial class {request.ClassName} : {BaseClass(seen)}");
        code.Open();
        new PublicMembers(code, request, seen, failure).Write();
        code.Line("/// <inheritdoc/>");
        code.Line($"protected override void Forward(Lrp::Workspace run) => throw {failure};");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line($"protected override void Relevance(Lrp::Workspace run, int pass) => throw {failure};");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line($"protected override void DisposeWeights() => throw {failure};");
        code.Line();
        code.Line("/// <summary>What is known of the model, as data.</summary>");
        code.Line($"public static Lrp::ModelDescription Model => throw {failure};");
        code.Close();
        return new GeneratedFile(HintNames.Of(request), code.ToString());
    }
}
