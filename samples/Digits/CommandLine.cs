using System.Collections.Immutable;
using System.CommandLine;

namespace Digits;

/// <summary>The options, and how they become <see cref="Settings"/>.</summary>
internal sealed class CommandLine
{
    private const string Summary = "Reads handwritten digits, and shows which pixels made the model read what it read.";

    private const string Examples = """
        Examples:
          Digits                                           reads the 30 drawn digits that come with the model
          Digits 3a.png                                    the heat map in the terminal
          Digits 3a.png --target 3:8                       why 3 and not 8
          Digits 3a.png --target all --png why.png         one picture a label, from one backward pass
          Digits *.png --html why.html                     a page with a picture an image
          Digits 3a.png --method gradient-x-input          another method
          Digits 3a.png --layer features.3                 the relevance inside the network
          Digits 3a.png --channels features.4:2,9          what two channels carry of it
          Digits 3a.png --colors coldnhot --bounds 0.5     other colours, full at 0.5
          Digits *.png --json > why.jsonl                  one explanation a line

        A PNG of 28 × 28 pixels is read as it is, value / 255, bright ink. Any other is made as the model knows digits: its
        ink in the middle, 20 pixels high or wide.

        Exit codes:
          0  done, or whoever read the output had enough
          1  a file, the model or the output failed
          2  the command line makes no sense

        The model is a demonstration and not meant for reading documents.
        """;

    private readonly Argument<string[]> files = new("image")
    {
        Description = "A PNG file, grey or colour; several are explained one after the other. Without any, the drawn digits beside the model are.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> ink = new("--ink")
    {
        Description = "How digits are drawn: 'bright' on dark, 'dark' on bright, or 'auto': as their border says.",
        HelpName = "ink",
        DefaultValueFactory = _ => "auto",
    };

    private readonly ArrayArguments arrays = new(DigitsCnn.Model, "digits-cnn");
    private readonly PictureArguments pictures = new();

    /// <summary>Reads the command line, and runs the program unless help or the version is wanted.</summary>
    /// <exception cref="Failure">The command line makes no sense.</exception>
    public int Run(string[] arguments, Func<Settings, int> program)
        => new SampleCommand(Summary, Examples, files, "A file whose name begins with a hyphen needs -- before it.", [.. arrays.First, ink, .. pictures.All, .. arrays.Last])
            .Run(arguments, result => program(Read(result)));

    private Settings Read(ParseResult result)
    {
        string[] given = result.GetValue(files) ?? [];
        return new Settings
        {
            Files = given.Length > 0 ? [.. given] : Drawn(arrays.Folder(result)),
            Ink = SampleCommand.OneOf(result, ink, [Ink.Auto, Ink.Bright, Ink.Dark], one => one.ToString().ToLowerInvariant(), "ink"),
            Arrays = arrays.Read(result),
            Pictures = pictures.Read(result, DigitsCnn.Model),
        };
    }

    private static ImmutableArray<string> Drawn(string folder)
    {
        string samples = Path.Combine(folder, "samples");
        string[] found = Directory.Exists(samples) ? Directory.GetFiles(samples, "*.png") : [];
        return found.Length > 0
            ? [.. found.Order(StringComparer.Ordinal)]
            : throw Failure.Usage($"found no image, and no drawn digits in {Message.Quote(samples)}; needed a PNG file.");
    }
}
