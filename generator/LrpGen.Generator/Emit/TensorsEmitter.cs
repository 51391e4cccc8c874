using System.Globalization;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Emit;

/// <summary>The file that says where every buffer lies: the memory plan as a table, and a property for each buffer.</summary>
internal static class TensorsEmitter
{
    public static GeneratedFile Emit(ModelRequest request, ModelProgram program, MemoryPlan plan)
    {
        CodeWriter code = FileHeader.Begin(request, "the memory plan");
        code.Line($"partial class {request.ClassName}");
        code.Open();
        WriteForward(code, program, plan);
        for (int i = 0; i < program.Passes.Count; i++)
        {
            code.Line();
            WritePass(code, program.Passes[i], plan.TargetTokens[i], plan.TargetSequences[i]);
        }

        code.Close();
        return new GeneratedFile($"{request.FullName}.Tensors.g.cs", code.ToString());
    }

    private static void WriteForward(CodeWriter code, ModelProgram program, MemoryPlan plan)
    {
        code.Line("// Tensors of the forward pass. Offsets are floats a token (or a sequence): the first one when only the forward");
        code.Line("// pass runs, where layers use the same memory again; the second one when a relevance pass follows and reads them.");
        code.Line($"//   predict: {Size(plan.PredictTokens, "token")}, {Size(plan.PredictSequences, "sequence")}");
        code.Line($"//   explain: {Size(plan.ExplainTokens, "token")}, {Size(plan.ExplainSequences, "sequence")}");
        WriteLifetimes(code, plan.ExplainTokens.Placements.Concat(plan.ExplainSequences.Placements));
        code.Line("private readonly ref struct Tensors(Workspace run)");
        code.Open();
        IEnumerable<Step> steps = program.Forward.Concat(program.Passes.SelectMany(p => p.Procedures)).SelectMany(p => p.Steps);
        foreach (BufferSlice slice in Named(steps, isRelevance: false))
        {
            Programs.Buffer buffer = slice.Buffer;
            bool perToken = buffer.Region == Region.Tokens;
            int predict = (perToken ? plan.PredictTokens : plan.PredictSequences).OffsetOf(buffer);
            int explain = (perToken ? plan.ExplainTokens : plan.ExplainSequences).OffsetOf(buffer);
            if (explain >= 0 || predict >= 0)
            {
                code.Line($"public Matrix {slice.Name} => run.{(perToken ? "Tokens" : "Sequences")}({Text(predict)}, {Text(explain)}, {Text(buffer.Columns)}){Columns(slice)};");
            }
        }

        code.Close();
    }

    private static void WritePass(CodeWriter code, PassProgram pass, RegionPlan tokens, RegionPlan sequences)
    {
        code.Line($"// Relevance in the pass {pass.Pass.Identifier}: r.A is the relevance of t.A in gradient form. Offsets are floats a token (or a");
        code.Line("// sequence) and target; relevance that is passed on in place, or to both sides of a sum, has several names.");
        code.Line($"//   {Size(tokens, "token and target")}, {Size(sequences, "sequence and target")}");
        WriteLifetimes(code, tokens.Placements.Concat(sequences.Placements));
        code.Line($"private readonly ref struct {pass.Pass.Identifier}Tensors(Workspace run)");
        code.Open();
        foreach (BufferSlice slice in Named(pass.Procedures.SelectMany(p => p.Steps), isRelevance: true))
        {
            Programs.Buffer buffer = slice.Buffer;
            bool perToken = buffer.Region == Region.TargetTokens;
            code.Line($"public Matrix {slice.Name} => run.{(perToken ? "TargetTokens" : "TargetSequences")}({Text((perToken ? tokens : sequences).OffsetOf(buffer))}, {Text(buffer.Columns)}){Columns(slice)};");
        }

        code.Close();
    }

    private static void WriteLifetimes(CodeWriter code, IEnumerable<Placement> placements)
    {
        List<string[]> rows = [["buffer", "columns", "floats from", "to", "steps"]];
        rows.AddRange(placements.Select(p => new[]
        {
            p.Buffer.Name, Text(p.Buffer.Columns), Text(p.Offset), Text(p.Offset + p.Buffer.Stride), $"{Text(p.FirstStep)}–{Text(p.LastStep)}",
        }));
        Table.Write(code, "//     ", rows);
    }

    // Every name under which a step sees a buffer, in the order of first use.
    private static IEnumerable<BufferSlice> Named(IEnumerable<Step> steps, bool isRelevance)
        => steps.SelectMany(s => s.Buffers).Select(b => b.Slice).Where(s => s.Buffer.IsRelevance == isRelevance).Distinct();

    private static string Columns(BufferSlice slice) => slice.IsWhole ? string.Empty : $".Slice({slice.First}, {slice.Columns})";

    private static string Size(RegionPlan plan, string row) => $"{Text(plan.Size)} floats a {row}";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
