using System.CommandLine;

namespace HateSpeech;

/// <summary>The options, and how they become <see cref="Settings"/>.</summary>
internal sealed class CommandLine
{
    private const string Summary = "Says whether a text is hateful, and shows which words made the model say so.";

    private const string Examples = """
        Examples:
          HateSpeech "I hate this stupid idiot."                 the heat map in the terminal
          HateSpeech --target hate:not-hate "some text"          why hate and not not-hate
          HateSpeech --target all --html why.html "some text"    a page with one heat map a label
          HateSpeech --file texts.txt --json > why.jsonl         one explanation a line
          cat texts.txt | HateSpeech --plain | less              as many texts as you like
          HateSpeech --method "gamma(0.25)+cplrp" "some text"    another rule of relevance
          HateSpeech -- "--not an option"                        a text that begins with a hyphen
          HateSpeech pack                                        weights that later runs only map

        Exit codes:
          0  done, or whoever read the output had enough
          1  a file, the model or the output failed
          2  the command line makes no sense
          130, 143  stopped by Ctrl-C or by SIGTERM

        The model is a demonstration. Do not use it to take decisions about people or their posts.
        """;

    private readonly Argument<string[]> texts = new("text")
    {
        Description = "A text; several are explained one after the other. Put -- before a text that begins with a hyphen.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> file = new("--file", "-f")
    {
        Description = "Read one text a line from a file, UTF-8. An empty line is a text too, so that results and lines stay in step.",
        HelpName = "file",
    };

    private readonly Option<bool> lossy = new("--lossy")
    {
        Description = "Read bytes that are not UTF-8 as U+FFFD, instead of refusing their line.",
    };

    private readonly Option<string?> model = new("--model", "-m")
    {
        Description = "Folder with weights and tokenizer of the same shape, instead of those beside the program.",
        HelpName = "folder",
    };

    private readonly Option<string> target = new("--target", "-t")
    {
        Description = "What is explained: 'predicted', 'all', a label's name or index, or a contrast 'a:b' (why a and not b).",
        HelpName = "target",
        DefaultValueFactory = _ => "predicted",
    };

    private readonly Option<string> method = new("--method")
    {
        Description = $"How it is explained: {string.Join(", ", HateXlmrMini.Model.Methods.Select(m => m.Name))}.",
        HelpName = "method",
        DefaultValueFactory = _ => HateXlmrMini.Model.Methods[0].Name,
    };

    private readonly Option<string?> html = new("--html")
    {
        Description = "Write heat maps to a page of HTML (one file, no script, no network) instead of showing them here.",
        HelpName = "file",
    };

    private readonly Option<bool> json = new("--json")
    {
        Description = "Write JSON lines, one explanation a line, instead of showing heat maps.",
    };

    private readonly Option<string> top = SampleCommand.Number("--top", "Words in the table of the strongest ones; 0 leaves it out.", 5);
    private readonly Option<string> threads = SampleCommand.Number("--threads", "Batches explained at the same time; 0 is one a processor.", 0);
    private readonly Option<string> batch = SampleCommand.Number("--batch", "Tokens in a batch, about. Results do not depend on it.", 128);

    private readonly Option<bool> plain = new("--plain")
    {
        Description = "No colour: signs behind the words instead. Also if NO_COLOR is set or the output is not a terminal.",
    };

    private static string ModelBesideTheProgram => SampleProgram.ModelBesideTheProgram("hate-xlmr-mini");

    /// <summary>Reads the command line, and runs the program unless help or the version is wanted, or weights are packed.</summary>
    /// <exception cref="Failure">The command line makes no sense.</exception>
    public int Run(string[] arguments, Func<Settings, int> program)
    {
        SampleCommand command = new(Summary, Examples, texts, "A text that begins with a hyphen needs -- before it.",
            [file, lossy, target, method, html, json, top, plain, model, threads, batch]);
        command.AddPack(model, ModelBesideTheProgram, (folder, storage) => HateXlmrMini.Pack(folder, storage: storage));
        return command.Run(arguments, result => program(Read(result)));
    }

    private Settings Read(ParseResult result)
    {
        string[] given = result.GetValue(texts) ?? [];
        string? path = result.GetValue(file);
        if (given.Length > 0 && path is not null) throw Failure.Usage("found both a text and --file; needed one of them.");
        return new Settings
        {
            Texts = [.. given],
            File = path == "-" ? null : path,
            Lossy = result.GetValue(lossy),
            Model = result.GetValue(model) ?? ModelBesideTheProgram,
            Target = TargetSyntax.Read(result.GetRequiredValue(target), HateXlmrMini.Model.Labels),
            Method = SampleCommand.OneOf(result, method, HateXlmrMini.Model.Methods, m => m.Name, "method"),
            Html = SampleCommand.FileName(result, html),
            Json = result.GetValue(json),
            Top = SampleCommand.Number(result, top, 0),
            Plain = result.GetValue(plain),
            Threads = SampleCommand.Number(result, threads, 0) is int n and > 0 ? n : Environment.ProcessorCount,
            Batch = SampleCommand.Number(result, batch, 1),
        };
    }
}
