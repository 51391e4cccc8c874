using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using LrpGen.Runtime;

namespace HateSpeech;

/// <summary>The options, and how they become <see cref="Settings"/>.</summary>
internal sealed class CommandLine
{
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

    private readonly Option<string?> model = new("--model", "-m")
    {
        Description = "Folder with weights (safetensors) and tokenizer of the same shape, instead of those beside the program.",
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

    private readonly Option<string> top = Number("--top", "Words in the table of the strongest ones; 0 leaves it out.", 5);
    private readonly Option<string> threads = Number("--threads", "Batches explained at the same time; 0 is one a processor.", 0);
    private readonly Option<string> batch = Number("--batch", "Tokens in a batch, about. Results do not depend on it.", 256);

    private readonly Option<bool> plain = new("--plain")
    {
        Description = "No colour: signs behind the words instead. Also if NO_COLOR is set or the output is not a terminal.",
    };

    // The build puts the model beside the program, so that it is found from any folder.
    private static string ModelBesideTheProgram => Path.Combine(AppContext.BaseDirectory, "models", "hate-xlmr-mini");

    /// <summary>Reads the command line, and runs the program unless help or the version is wanted.</summary>
    /// <exception cref="Failure">The command line makes no sense.</exception>
    public int Run(string[] arguments, Func<Settings, int> program)
    {
        RootCommand root = new(HelpPage.Summary);
        root.Options.Clear();
        root.Directives.Clear();
        root.Arguments.Add(texts);
        foreach (Option option in (Option[])[file, target, method, html, json, top, plain, model, threads, batch]) root.Options.Add(option);
        root.Options.Add(new HelpOption("--help", "-h") { Action = new HelpPage(), Description = "Show this page." });
        root.Options.Add(new VersionOption("--version") { Description = "Show the version." });
        root.SetAction(result => program(Read(result)));

        // A text may begin with @: it is never the name of a file with more arguments.
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0) throw Failure.Usage(parsed.Errors[0].Message);
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static Option<string> Number(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "n",
        DefaultValueFactory = _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private Settings Read(ParseResult result)
    {
        RejectUnknownOptions(result);
        string[] given = result.GetValue(texts) ?? [];
        string? path = result.GetValue(file);
        if (given.Length > 0 && path is not null) throw Failure.Usage("found both a text and --file; needed one of them.");
        if (result.GetValue(html) is { Length: 0 }) throw Failure.Usage("--html: found no file name.");
        return new Settings
        {
            Texts = [.. given],
            File = path == "-" ? null : path,
            Model = result.GetValue(model) ?? ModelBesideTheProgram,
            Target = TargetSyntax.Read(result.GetRequiredValue(target), HateXlmrMini.Model.Labels),
            Method = Method(result.GetRequiredValue(method)),
            Html = result.GetValue(html),
            Json = result.GetValue(json),
            Top = Value(result, top, 0),
            Plain = result.GetValue(plain),
            Threads = Value(result, threads, 0) is int n and > 0 ? n : Environment.ProcessorCount,
            Batch = Value(result, batch, 1),
        };
    }

    // The parser takes an option that it does not know for a text.
    private void RejectUnknownOptions(ParseResult result)
    {
        IReadOnlyList<Token> tokens = result.GetResult(texts)?.Tokens ?? [];
        int quoted = result.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Count(t => t.Type == TokenType.Argument);
        foreach (Token token in tokens.SkipLast(quoted))
        {
            if (token.Value.Length > 1 && token.Value[0] == '-')
            {
                throw Failure.Usage($"found no option {Message.Quote(token.Value)}; --help lists those there are. A text that begins with a hyphen needs -- before it.");
            }
        }
    }

    private static MethodDescription Method(string name)
        => HateXlmrMini.Model.Methods.FirstOrDefault(m => m.Name == name)
            ?? throw Failure.Usage($"--method {Message.Quote(name)}: found no such method; needed one of {string.Join(", ", HateXlmrMini.Model.Methods.Select(m => m.Name))}.");

    private static int Value(ParseResult result, Option<string> option, int smallest)
    {
        const int largest = 1024;
        string text = result.GetRequiredValue(option);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= smallest && value <= largest
            ? value
            : throw Failure.Usage(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {Message.Quote(text)}: needed a whole number from {smallest} to {largest}."));
    }
}
