using System.Globalization;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Emit;

/// <summary>The file that says where every buffer lies: the memory plan as a table, and a property for each buffer.</summary>
internal static class TensorsEmitter
{
    public static GeneratedFile Emit(ModelRequest request, ModelProgram program, MemoryPlan plan)
    {
        CodeWriter code = FileHeader.BeginPart(request, "the memory plan");
        code.Line($"partial class {request.ClassName}");
        code.Open();
        WriteForward(code, program, plan);
        for (int i = 0; i < program.Passes.Count; i++)
        {
            code.Line();
            WritePass(code, program, program.Passes[i], plan, i);
        }

        code.Close();
        return new GeneratedFile(HintNames.Of(request, "Tensors"), code.ToString());
    }

    private static void WriteForward(CodeWriter code, ModelProgram program, MemoryPlan plan)
    {
        code.Line("// Tensors of the forward pass. A property names the offset when only the forward pass runs, where layers use the same");
        code.Line("// memory again, the offset when a relevance pass follows and reads them (−1: there is no such buffer), and its columns.");
        code.Line("// Offsets are floats a token or sample. The table is of the second case; its steps are the calls of the forward");
        code.Line("// pass and then those of the relevance pass, counted from 0.");
        RegionPlan[] explain = [plan.ExplainTokens, plan.ExplainSamples];
        code.Line("//   predict: " + Sizes([plan.PredictTokens, plan.PredictSamples], string.Empty));
        code.Line("//   explain: " + Sizes(explain, string.Empty));
        WriteLifetimes(code, explain.SelectMany(r => r.Placements));
        code.Line($"private readonly ref struct Tensors(Lrp::Workspace run)");
        code.Open();
        IEnumerable<Step> steps = program.Forward.Concat(program.Passes.SelectMany(p => p.Procedures)).SelectMany(p => p.Steps);
        foreach (BufferSlice slice in Named(steps, isForward: true))
        {
            Programs.Buffer buffer = slice.Buffer;
            if (plan.PredictOffsetOf(buffer) >= 0 || plan.ExplainOffsetOf(buffer) >= 0)
            {
                WriteProperty(code, slice, plan);
            }
        }

        code.Close();
    }

    private static void WritePass(CodeWriter code, ModelProgram program, PassProgram pass, MemoryPlan plan, int index)
    {
        RegionPlan[] regions = [plan.TargetTokens[index], plan.TargetSamples[index]];
        code.Comment($"Relevance in the pass {pass.Pass.Identifier}, {ModelProgram.Form}.");
        code.Line("// Offsets are floats a token or sample, and target; relevance that is passed on in place, or to both sides of");
        code.Line("// a sum, has several names. What is the same for all targets lies beside the tensors of the forward pass.");
        code.Line("//   " + Sizes(regions, " and target"));
        WriteLifetimes(code, regions.SelectMany(r => r.Placements));
        code.Line($"private readonly ref struct {pass.Pass.Identifier}Tensors(Lrp::Workspace run)");
        code.Open();
        foreach (BufferSlice slice in Named(pass.Procedures.SelectMany(p => p.Steps), isForward: false))
        {
            Programs.Buffer buffer = slice.Buffer;
            if (buffer.IsRelevance)
            {
                RegionPlan region = regions.First(p => p.OffsetOf(buffer) >= 0);
                string condition = slice.Shared is null ? string.Empty : $"!run.IsRestricted({string.Join(", ", slice.Layers.Select(l => Text(l)))}) ? {slice.Shared.Name} : ";
                code.Line($"public Lrp::Matrix {slice.Name} => {condition}run.{buffer.Region}({Text(region.OffsetOf(buffer))}, {Shape(buffer)}){Columns(slice)};");
            }
            else
            {
                WriteProperty(code, slice, plan);
            }
        }

        code.Close();
    }

    private static void WriteProperty(CodeWriter code, BufferSlice slice, MemoryPlan plan)
    {
        Programs.Buffer buffer = slice.Buffer;
        code.Line($"public Lrp::Matrix {slice.Name} => run.{buffer.Region}({Text(plan.PredictOffsetOf(buffer))}, {Text(plan.ExplainOffsetOf(buffer))}, {Shape(buffer)}){Columns(slice)};");
    }

    private static void WriteLifetimes(CodeWriter code, IEnumerable<Placement> placements)
    {
        List<string[]> rows = [["buffer", "columns", "floats from", "to", "steps"]];
        rows.AddRange(placements.Select(p => new[]
        {
            p.Buffer.IsForward || p.Buffer.IsRelevance ? p.Buffer.Name : $"{p.Buffer.Name} ({p.Buffer.Owner})", Text(p.Buffer.Columns), Text(p.Offset), Text(p.End), $"{Text(p.FirstStep)}–{Text(p.LastStep)}",
        }));
        Table.Write(code, "//     ", rows);
    }

    // Every name under which a step sees a buffer, in the order of first use.
    private static IEnumerable<BufferSlice> Named(IEnumerable<Step> steps, bool isForward)
        => steps.SelectMany(s => s.Buffers).Select(b => b.Slice).Where(s => s.Buffer.IsForward == isForward).GroupBy(s => s.Name).Select(s => s.First());

    private static string Columns(BufferSlice slice) => slice.IsWhole ? string.Empty : $".Slice({slice.First}, {slice.Columns})";

    private static string Sizes(RegionPlan[] regions, string more)
    {
        string[] rows = ["token", "sample"];
        return string.Join(", ", regions.Select((r, i) => (r, i)).Where(p => p.r.Size > 0).Select(p => $"{Text(p.r.Size)} floats a {rows[p.i]}{more}"));
    }

    private static string Shape(Programs.Buffer buffer)
        => buffer.Region is Region.Samples or Region.TargetSamples ? $"{Text(buffer.Positions)}, {Text(buffer.Columns)}" : Text(buffer.Columns);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
