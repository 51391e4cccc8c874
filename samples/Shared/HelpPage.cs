using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LrpGen.Samples;

/// <summary>The page that <c>--help</c> shows: what the parser knows of the options, and more below it.</summary>
/// <param name="more">Examples and exit codes.</param>
internal sealed class HelpPage(string more) : SynchronousCommandLineAction
{
    private readonly HelpAction standard = new() { MaxWidth = 100 };

    public override int Invoke(ParseResult parseResult)
    {
        standard.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(more);
        return ExitCode.Success;
    }
}
