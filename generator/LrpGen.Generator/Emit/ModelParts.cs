using System.Globalization;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Emit;

/// <summary>Parts of the model's own file, and how it writes names, texts and numbers.</summary>
internal static class ModelParts
{
    /// <summary>The runtime's member for one of Hugging Face's problem types.</summary>
    public static string ProblemType(string type) => type switch
    {
        "regression" => "Regression",
        "multi_label_classification" => "MultiLabel",
        _ => "SingleLabel",
    };

    /// <summary>The runtime's class for models that read text, or numbers.</summary>
    public static string BaseClass(UnreadSpec seen) => seen.IsText ? "LrpText::TextClassifier" : "Lrp::ArrayClassifier";

    /// <summary>Forward and backward passes as flat lists of calls, and the ledger lines of each pass.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="program">The program.</param>
    /// <param name="readers">Names of the methods that read a pass, by its index.</param>
    public static void WritePasses(CodeWriter code, ModelProgram program, Func<int, IEnumerable<string>> readers)
    {
        code.Line("/// <inheritdoc/>");
        code.Line($"protected override void Forward(Lrp::Workspace run)");
        code.Open();
        code.Line("Tensors t = new(run);");
        foreach (Procedure procedure in program.Forward)
        {
            code.Line($"{program.Names.Forward(procedure.Section)}(w, t, run);");
        }

        code.Close();
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line($"protected override void Relevance(Lrp::Workspace run, int pass)");
        code.Open();
        code.Line("switch (pass)");
        code.Open();
        for (int i = 0; i < program.Passes.Count; i++)
        {
            code.Line($"case {Text(i)}:");
            string identifier = program.Passes[i].Pass.Identifier;
            code.Indented(() =>
            {
                code.Line($"Relevance{identifier}(run);");
                code.Line("break;");
            });
        }

        code.Line("default:");
        code.Indented(() => code.Line("throw new global::System.ArgumentOutOfRangeException(\"pass\");"));
        code.Close();
        code.Close();
        for (int i = 0; i < program.Passes.Count; i++)
        {
            string identifier = program.Passes[i].Pass.Identifier;
            code.Line();
            code.Line($"/// <summary>The backward pass that {Xml(string.Join(", ", readers(i)))} reads.</summary>");
            code.Line($"private void Relevance{identifier}(Lrp::Workspace run)");
            code.Open();
            code.Line("Tensors t = new(run);");
            code.Line($"{identifier}Tensors r = new(run);");
            foreach (Procedure procedure in program.Passes[i].Procedures)
            {
                code.Line($"{identifier}{procedure.Section}(w, t, r, run);");
            }

            code.Close();
        }

        code.Line();
        for (int i = 0; i < program.Passes.Count; i++)
        {
            WriteSinks(code, program, i);
        }
    }

    public static void WriteWeights(CodeWriter code, ModelProgram program)
    {
        code.Line("/// <inheritdoc/>");
        code.Line("protected override void DisposeWeights() => w.Dispose();");
        code.Line();
        code.Line("// The weights, packed for both directions; each section's file holds its own.");
        code.Line("private sealed partial class Weights : global::System.IDisposable");
        code.Open();
        code.Line("public Weights(Lrp::WeightReader source)");
        code.Open();
        HashSet<Section> weighted = [.. program.Graph.Sections.Where(s => program.OwnWeights(s).Count > 0)];
        List<string> sections = [.. program.Graph.Sections.Where(weighted.Contains).Select(s => s.Name)];
        foreach (string section in sections)
        {
            code.Line($"Load{section}(source);");
        }

        code.Close();
        code.Line();
        code.Line("public void Dispose()");
        code.Open();
        foreach (string section in sections)
        {
            code.Line($"Dispose{section}();");
        }

        code.Close();
        code.Close();
        code.Line();
    }

    /// <summary>The files that the assembly holds of a model, as C#.</summary>
    public static string Embedded(ModelRequest request) => $"new Lrp::EmbeddedFiles(typeof({request.ClassName}).Assembly, {Quoted(request.ResourceFolder)})";

    /// <summary>A list, as C# on one line.</summary>
    public static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    public static void WriteList(CodeWriter code, string name, IEnumerable<string> items)
    {
        code.Line($"{name} =");
        code.Line("[");
        code.Indented(() =>
        {
            foreach (string item in items)
            {
                code.Line(item + ",");
            }
        });
        code.Line("],");
    }

    // Numbers that depend on the whole model stay in its file: an edit of one layer's rule leaves the other layers' files alone.
    private static void WriteSinks(CodeWriter code, ModelProgram program, int pass)
    {
        string identifier = program.Passes[pass].Pass.Identifier;
        code.Comment($"Lines of the ledger in the pass {identifier}, as indices of Model.Sinks.");
        code.Line($"private static class {identifier}Sinks");
        code.Open();
        for (int i = 0; i < program.Sinks.Count; i++)
        {
            if (program.Sinks[i].Pass == pass)
            {
                code.Line($"public const int {program.Sinks[i].Name} = {Text(i)};");
            }
        }

        code.Close();
        code.Line();
    }

    /// <summary>A C# string literal.</summary>
    public static string Quoted(string text) => CSharpText.Literal(text);

    /// <summary>Text of the description in a documentation comment.</summary>
    public static string Xml(string text) => CSharpText.Xml(text);

    /// <summary>A number, whatever the culture.</summary>
    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The sizes of a call's memory.</summary>
    public static void WritePlan(CodeWriter code, MemoryPlan plan, IReadOnlyList<AttentionOperator> attention, int heads)
    {
        static long Most(EquatableArray<RegionPlan> plans) => plans.Select(p => p.Size).DefaultIfEmpty(0).Max();
        (string Name, long Value)[] sizes =
        [
            ("PredictTokens", plan.PredictTokens.Size),
            ("PredictSamples", plan.PredictSamples.Size),
            ("ExplainTokens", plan.ExplainTokens.Size),
            ("ExplainSamples", plan.ExplainSamples.Size),
            ("TargetTokens", Most(plan.TargetTokens)),
            ("TargetSamples", Most(plan.TargetSamples)),
            ("ProbabilityLayers", attention.Count(a => a.Query.HasManyRows)),
            ("FirstTokenProbabilityLayers", attention.Count(a => !a.Query.HasManyRows)),
            ("AttentionPositions", attention.Where(a => a.Key.Rows == RowKind.Samples).Select(a => a.Key.Positions).FirstOrDefault()),
            ("Heads", heads),
        ];
        code.Line("Plan = new Lrp::WorkspacePlan");
        code.Open();
        foreach ((string name, long value) in sizes.Where(s => s.Value > 0))
        {
            code.Line($"{name} = {value.ToString(System.Globalization.CultureInfo.InvariantCulture)},");
        }

        code.Close(",");
    }
}
