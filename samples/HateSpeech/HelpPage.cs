using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace HateSpeech;

/// <summary>The page that <c>--help</c> shows: what the parser knows of the options, and examples.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    public const string Summary = "Says whether a text is hateful, and shows which words made the model say so.";

    private const string Examples = """
        Examples:
          HateSpeech "I hate this stupid idiot."                 the heat map in the terminal
          HateSpeech --target hate:not-hate "some text"          why hate and not not-hate
          HateSpeech --target all --html why.html "some text"    a page with one heat map a label
          HateSpeech --file texts.txt --json > why.jsonl         one explanation a line
          cat texts.txt | HateSpeech --plain | less              as many texts as you like
          HateSpeech --method "gamma(0.25)+cplrp" "some text"    another rule of relevance
          HateSpeech -- "--not an option"                        a text that begins with a hyphen

        Exit codes:
          0  done, or whoever read the output had enough
          1  a file, the model or the output failed
          2  the command line makes no sense
          130, 143  stopped by Ctrl-C or by SIGTERM

        The model is a demonstration. Do not use it to take decisions about people or their posts.
        """;

    private readonly HelpAction standard = new() { MaxWidth = 100 };

    public override int Invoke(ParseResult parseResult)
    {
        standard.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(Examples);
        return ExitCode.Success;
    }
}
