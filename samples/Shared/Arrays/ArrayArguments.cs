using System.CommandLine;
using LrpGen.Runtime;

namespace LrpGen.Samples;

/// <summary>The options that samples of layer graphs have in common.</summary>
/// <param name="description">The model.</param>
/// <param name="folder">The name of its folder beside the program.</param>
/// <param name="defaultTarget">What is explained unless something else is asked for.</param>
internal sealed class ArrayArguments(ModelDescription description, string folder, string defaultTarget = "predicted")
{
    private readonly Option<bool> json = new("--json")
    {
        Description = "Write JSON lines instead of showing anything.",
    };

    private readonly Option<bool> plain = new("--plain")
    {
        Description = "No colour: signs instead. Also if NO_COLOR is set or the output is not a terminal.",
    };

    private readonly Option<string?> model = new("--model", "-m")
    {
        Description = "Folder with weights (safetensors) of the same shape, instead of those beside the program.",
        HelpName = "folder",
    };

    private readonly Option<string> target = new("--target", "-t")
    {
        Description = "What is explained: 'predicted', 'all', a label, or a contrast 'a:b' (why a and not b).",
        HelpName = "target",
        DefaultValueFactory = _ => defaultTarget,
    };

    private readonly Option<string> method = new("--method", "--composite")
    {
        Description = $"How it is explained: {string.Join(", ", description.Methods.Select(m => m.Name))}.",
        HelpName = "method",
        DefaultValueFactory = _ => description.Methods[0].Name,
    };

    /// <summary>What is explained, and how.</summary>
    public IEnumerable<Option> First => [target, method];

    /// <summary>The options at the end of the help page.</summary>
    public IEnumerable<Option> Last => [json, plain, model];

    /// <summary>Whether a method was asked for.</summary>
    public bool NamesMethod(ParseResult result) => result.GetResult(method) is { Implicit: false };

    /// <summary>The folder with the model's files.</summary>
    public string Folder(ParseResult result) => result.GetValue(model) ?? SampleProgram.ModelBesideTheProgram(folder);

    /// <summary>What the command line says.</summary>
    /// <exception cref="Failure">It makes no sense.</exception>
    public ArraySettings Read(ParseResult result) => new()
    {
        Model = Folder(result),
        Target = TargetSyntax.Read(result.GetRequiredValue(target), description.Labels),
        Method = SampleCommand.OneOf(result, method, description.Methods, m => m.Name, "method"),
        Json = result.GetValue(json),
        Plain = result.GetValue(plain),
    };
}
