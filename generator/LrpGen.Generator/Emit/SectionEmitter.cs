using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Emit;

/// <summary>One file a section: what it computes as a table, its weights, its forward and its relevance methods.</summary>
internal static class SectionEmitter
{
    // Characters of a line that is easy to read.
    private const int Width = 130;

    /// <summary>The files of all sections.</summary>
    public static IEnumerable<GeneratedFile> Emit(ModelRequest request, ModelProgram program, MemoryPlan plan)
    {
        ILookup<Section, Operator> operators = program.Graph.BySection();
        return program.Graph.Sections.Select((s, i) => Emit(request, program, plan, i, s, [.. operators[s]]));
    }

    private static GeneratedFile Emit(ModelRequest request, ModelProgram program, MemoryPlan plan, int index, Section section, List<Operator> operators)
    {
        CodeWriter code = FileHeader.BeginPart(request, section.Module);
        code.Line($"partial class {request.ClassName}");
        code.Open();
        WriteTable(code, program, section, operators);
        WriteForward(code, program, plan, program.Forward[index], operators, section);
        foreach (PassProgram pass in program.Passes)
        {
            WriteRelevance(code, program, pass, pass.Procedures[pass.Procedures.Count - 1 - index], section);
        }

        WriteWeights(code, program, operators);
        code.Close();
        return new GeneratedFile(HintNames.Of(request, section.Name), code.ToString());
    }

    private static void WriteTable(CodeWriter code, ModelProgram program, Section section, List<Operator> operators)
    {
        code.Comment($"── {section.Module} " + new string('─', Math.Max(3, 96 - section.Module.Length)));
        List<string[]> rows = [["operator", "kind", "weights", "output", .. program.Passes.Select(p => p.Pass.Identifier)]];
        foreach (Operator current in operators)
        {
            rows.Add(
            [
                current.Name.Length > section.Name.Length && current.Name.StartsWith(section.Name, StringComparison.Ordinal)
                    ? current.Name.Substring(section.Name.Length)
                    : current.Name,
                current.Kind,
                string.Join(", ", current.Modules.Select(m => Relative(m, section))),
                string.Join(", ", current.Outputs.Select(o => o.Shape).Distinct()),
                .. program.Passes.Select(p => p.Describe(current)),
            ]);
        }

        Table.Write(code, "//   ", rows);
        code.Line();
    }

    private static string Relative(string module, Section section)
        => module.StartsWith(section.Module + ".", StringComparison.Ordinal) ? module.Substring(section.Module.Length + 1) : module;

    private static void WriteForward(CodeWriter code, ModelProgram program, MemoryPlan plan, Procedure procedure, List<Operator> operators, Section section)
    {
        code.Line($"/// <summary>Forward pass of <c>{CSharpText.Xml(section.Module)}</c>: {Flow(operators)}.</summary>");
        code.Line($"private static void {program.Names.Forward(section.Name)}(Weights w, Tensors t, Lrp::Workspace run)");
        WriteSteps(code, procedure, sinks: string.Empty, b => plan.ExplainOffsetOf(b) >= 0);
    }

    private static void WriteRelevance(CodeWriter code, ModelProgram program, PassProgram pass, Procedure procedure, Section section)
    {
        string identifier = pass.Pass.Identifier;
        code.Line();
        code.Line($"/// <summary>Relevance pass of <c>{CSharpText.Xml(section.Module)}</c> by {identifier}, {ModelProgram.Form}.</summary>");
        code.Line($"private static void {identifier}{section.Name}(Weights w, Tensors t, {identifier}Tensors r, Lrp::Workspace run)");
        WriteSteps(code, procedure, identifier + "Sinks", _ => true);
    }

    private static string Flow(List<Operator> operators)
    {
        string output = operators[operators.Count - 1].Outputs[0].Shape;
        return operators[0] is InputOperator ? $"values, channels first → {output}"
            : operators[0].Inputs.Count == 0 ? $"token ids → {output}"
            : $"{operators[0].Inputs[0].Shape} → {output}";
    }

    private static void WriteSteps(CodeWriter code, Procedure procedure, string sinks, Func<Programs.Buffer, bool> exists)
    {
        code.Open();
        bool isFirst = true;
        foreach (Step step in procedure.Steps)
        {
            if (step.Comment is not null)
            {
                if (!isFirst)
                {
                    code.Line();
                }

                code.Comment(step.Comment);
            }

            WriteCall(code, RuntimeNames.Qualify(step.Call), [.. step.Arguments.Select(a => Text(a, sinks, exists))]);
            isFirst = false;
        }

        code.Close();
    }

    private static string Text(Argument argument, string sinks, Func<Programs.Buffer, bool> exists)
    {
        if (argument is not BufferArgument { Slice: var slice } buffer)
        {
            return RuntimeNames.Qualify(((TextArgument)argument).Value, sinks);
        }

        if (buffer.Access == Access.WriteIfRead && !exists(slice.Buffer))
        {
            return "default";
        }

        return (slice.Buffer.IsForward ? "t." : "r.") + slice.Name;
    }

    // On one line where that is short enough to read; otherwise as many arguments a line as fit.
    private static void WriteCall(CodeWriter code, string call, string[] arguments)
    {
        string line = $"{call}({string.Join(", ", arguments)});";
        if (line.Length <= Width)
        {
            code.Line(line);
            return;
        }

        code.Line(call + "(");
        code.Indented(() => WriteArguments(code, arguments));
    }

    private static void WriteArguments(CodeWriter code, string[] arguments)
    {
        string current = string.Empty;
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i] + (i < arguments.Length - 1 ? "," : ");");
            if (current.Length > 0 && current.Length + 1 + argument.Length > Width)
            {
                code.Line(current);
                current = string.Empty;
            }

            current += (current.Length > 0 ? " " : string.Empty) + argument;
        }

        code.Line(current);
    }

    private static void WriteWeights(CodeWriter code, ModelProgram program, List<Operator> operators)
    {
        List<WeightGroup> groups = [.. program.OwnWeights(operators[0].Section)];
        if (groups.Count == 0)
        {
            return;
        }

        string section = operators[0].Section.Name;
        code.Line();
        code.Line("partial class Weights");
        code.Open();
        foreach (WeightGroup group in groups)
        {
            string tensors = string.Join(", ", group.Tensors
                .Where(t => t.Name.EndsWith(".weight", StringComparison.Ordinal))
                .Select(t => $"{Relative(t.Name, operators[0].Section)} [{string.Join(", ", t.Shape)}]"));
            string what = tensors.Length > 0 ? tensors : $"No weights: {operators.First(o => o.Weights.Contains(group)).Kind}.";
            code.Line($"/// <summary>{CSharpText.Xml(what)}</summary>");
            code.Line($"public Lrp::{group.Type} {group.Name} = null!;");
            code.Line();
        }

        code.Line($"private void Load{section}(Lrp::WeightReader source)");
        code.Open();
        foreach (WeightGroup group in groups)
        {
            WriteCall(code, $"{group.Name} = {RuntimeNames.Qualify(group.Initialiser.Call)}", [.. group.Initialiser.Arguments.Select(RuntimeNames.Qualify)]);
        }

        code.Close();
        code.Line();
        code.Line($"private void Dispose{section}()");
        code.Open();
        foreach (WeightGroup group in groups.Where(g => g.Type is not ("Embedding" or "MaxPool" or "AveragePool" or "ResamplingShape" or "Rotary" or "Broadcast" or "ChannelAffine")))
        {
            code.Line($"{group.Name}?.Dispose();");
        }

        code.Close();
        code.Close();
    }
}
