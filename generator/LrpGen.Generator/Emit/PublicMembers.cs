using LrpGen.Generator.Names;
using LrpGen.Generator.Reading;
using static LrpGen.Generator.Emit.ModelParts;

namespace LrpGen.Generator.Emit;

/// <summary>
/// The members of a generated class that the user's code calls. They are the same whether or not the description can be read:
/// where it cannot, they throw.
/// </summary>
/// <param name="code">Where to.</param>
/// <param name="request">What the class is called.</param>
/// <param name="seen">Its labels and methods.</param>
/// <param name="failure">What to throw, as C#, where the description cannot be read.</param>
internal sealed class PublicMembers(CodeWriter code, ModelRequest request, UnreadSpec seen, string? failure = null)
{
    private readonly string files = seen.IsText ? "LrpText::ModelFiles" : "Lrp::ArrayModelFiles";

    /// <summary>All that stands before the passes.</summary>
    public void Write()
    {
        WriteLabels();
        WriteMethods();
        WriteLifetime();
        Action<string, string[], string> write = seen.IsText ? WriteTextCall : WriteArrayCall;
        write("Explains one label's logit", ["Label label"], "Label((int)label)");
        if (HasContrast)
        {
            write("Explains why one label and not another: the difference of their logits", ["Label label", "Label other"], "Contrast((int)label, (int)other)");
        }
    }

    private string Body(string expression) => failure is null ? $"=> {expression};" : $"=> throw {failure};";

    private void WriteLabels()
    {
        IReadOnlyList<string> names = NameScope.AllOf(seen.Labels.Select(label => Identifiers.Of(label, "Label")));
        code.Line("/// <summary>The labels, in the order of the logits.</summary>");
        code.Line("public enum Label");
        code.Open();
        for (int i = 0; i < names.Count; i++)
        {
            code.Line($"/// <summary>{Xml(seen.Labels[i])}</summary>");
            code.Line($"{names[i]} = {Text(i)},");
        }

        code.Close();
        code.Line();
    }

    private void WriteMethods()
    {
        code.Line("/// <summary>The methods that were compiled in; the first one is the default.</summary>");
        code.Line("public static class Methods");
        code.Open();
        for (int i = 0; i < seen.Methods.Count; i++)
        {
            code.Line($"/// <summary>{Xml(seen.Methods[i].Name)}</summary>");
            code.Line($"public static Lrp::MethodDescription {seen.Methods[i].Identifier} {Body($"Model.Methods[{Text(i)}]")}");
        }

        code.Close();
        code.Line();
    }

    private void WriteLifetime()
    {
        if (failure is null)
        {
            code.Line("private readonly Weights w;");
            code.Line();
        }

        code.Line($"private {request.ClassName}({files} files) : base(files) {Body("w = files.Weights.Build(static source => new Weights(source))")}");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line($"public override Lrp::ModelDescription Description {Body("Model")}");
        code.Line();
        WriteLoad();
        WritePack();
    }

    private void WriteLoad()
    {
        const string Options = "/// <param name=\"options\">Threads, limits, and how weights are stored and checked, where the defaults do not fit.</param>";
        string options = $"{(seen.IsText ? "LrpText::Text" : "Lrp::Array")}ClassifierOptions? options = null";
        code.Line(seen.IsText
            ? "/// <summary>Opens a model folder: checks every name, type and shape of the weights, and reads the tokenizer.</summary>"
            : "/// <summary>Opens a model folder and checks every name, type and shape of the weights.</summary>");
        code.Line(seen.IsText
            ? "/// <param name=\"folder\">Folder with the weights (model.lrpw, or else safetensors) and the tokenizer.</param>"
            : "/// <param name=\"folder\">Folder or file of the weights (model.lrpw, or else safetensors).</param>");
        code.Line(Options);
        code.Line($"/// <exception cref=\"global::System.IO.IOException\">A file is missing, damaged, or its tensors do not fit the model{(seen.IsText ? ", or there is no tokenizer" : string.Empty)}.</exception>");
        code.Line($"public static {request.ClassName} Load(string folder, {options}) {Body($"new({files}.Open(folder, Model, options))")}");
        code.Line();
        if (request.EmbedWeights)
        {
            code.Line(seen.IsText
                ? "/// <summary>Opens the model that this assembly holds: its weights and its tokenizer.</summary>"
                : "/// <summary>Opens the model whose weights this assembly holds.</summary>");
            code.Line(Options);
            code.Line("/// <exception cref=\"global::System.IO.IOException\">The weights are not there, are damaged, or do not fit the model.</exception>");
            code.Line($"public static {request.ClassName} Load({options}) {Body($"new({files}.Open({Embedded(request)}, Model, options))")}");
            code.Line();
        }
    }

    private void WritePack()
    {
        code.Line("/// <summary>Writes the weights of a folder as they are used, so that loading maps them and reads nothing.</summary>");
        code.Line("/// <param name=\"folder\">Folder or file of the weights (safetensors).</param>");
        code.Line("/// <param name=\"path\">The file to write; null for model.lrpw beside the weights, where Load finds it.</param>");
        code.Line("/// <param name=\"storage\">How dense weights are stored: F32, or rounded to BF16 or F16.</param>");
        code.Line("/// <param name=\"checks\">What is checked of the checkpoint beside names and shapes; that its values are finite is in any case.</param>");
        code.Line("/// <returns>The path of the file.</returns>");
        code.Line("/// <exception cref=\"global::System.IO.IOException\">The weights are missing, damaged or do not fit the model, or the file cannot be written.</exception>");
        code.Line($"public static string Pack(string folder, string? path = null, Lrp::WeightType storage = Lrp::WeightType.F32, Lrp::WeightChecks checks = Lrp::WeightChecks.All) {Body("Lrp::ModelWeights.Pack(folder, path, Model, storage, checks, static source => new Weights(source))")}");
        code.Line();
        code.Line("/// <summary>Reads all of a folder's weights and checks them: packed ones against their hashes, and against the checkpoint beside them.</summary>");
        code.Line("/// <param name=\"folder\">Folder or file of the weights.</param>");
        code.Line("/// <exception cref=\"global::System.IO.IOException\">They are missing, damaged, or not those that were packed.</exception>");
        code.Line($"public static void Verify(string folder) {Body("Lrp::ModelWeights.Verify(folder, Model)")}");
        code.Line();
    }

    // Two methods each, and not one with two defaults: then new() for the options could be a label as well.
    private void WriteTextCall(string summary, string[] labels, string value)
    {
        string given = string.Join(", ", labels), passed = string.Join(", ", labels.Select(label => label.Substring("Label ".Length)));
        WriteTextComment(summary, labels.Length > 1);
        code.Line($"public Lrp::TextExplanation Explain(string text, {given}, LrpText::ExplainOptions? options = null)");
        code.Indented(() => code.Line(Body($"Explain(text, {passed}, options, global::System.Threading.CancellationToken.None)")));
        code.Line();
        WriteTextComment(summary, labels.Length > 1);
        code.Line("/// <param name=\"cancellationToken\">Ends the call.</param>");
        code.Line($"public Lrp::TextExplanation Explain(string text, {given}, LrpText::ExplainOptions? options, global::System.Threading.CancellationToken cancellationToken)");
        code.Indented(() => code.Line(Body($"Explain(text, (options ?? LrpText::ExplainOptions.Default) with {{ Target = Lrp::Target.{value} }}, cancellationToken)")));
        code.Line();
    }

    private void WriteTextComment(string summary, bool hasOther)
    {
        code.Line($"/// <summary>{summary}.</summary>");
        code.Line("/// <param name=\"text\">Any text; what does not fit into the model is cut off or read in windows, and the result says so.</param>");
        WriteLabelComments(hasOther);
        code.Line($"/// <param name=\"options\">Method and detail; its target is replaced by the {(hasOther ? "contrast" : "label")}.</param>");
    }

    private void WriteArrayCall(string summary, string[] labels, string value)
    {
        const string More = "Lrp::MethodDescription? method = null, Lrp::ArrayExplainOptions? options = null, global::System.Threading.CancellationToken cancellationToken = default";
        code.Line($"/// <summary>{summary}.</summary>");
        code.Line("/// <param name=\"input\">Values, channels first.</param>");
        WriteLabelComments(labels.Length > 1);
        code.Line("/// <param name=\"method\">One of the methods, or null for the first one.</param>");
        code.Line("/// <param name=\"options\">What is read out.</param>");
        code.Line("/// <param name=\"cancellationToken\">Ends the call.</param>");
        code.Line($"public Lrp::ArrayExplanation Explain(global::System.ReadOnlySpan<float> input, {string.Join(", ", labels)}, {More})");
        code.Indented(() => code.Line(Body($"Explain(input, Lrp::Target.{value}, method, options, cancellationToken)")));
        code.Line();
    }

    private void WriteLabelComments(bool hasOther)
    {
        code.Line("/// <param name=\"label\">The label.</param>");
        if (hasOther)
        {
            code.Line("/// <param name=\"other\">The label that it is compared with.</param>");
        }
    }

    // Of one label alone there is none; labels that could not be read may be several.
    private bool HasContrast => failure is not null || seen.Labels.Count > 1;
}
