using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using LrpGen.Runtime;

namespace LrpGen.Samples;

/// <summary>A command line of one argument list and options; what makes no sense in it is a <see cref="Failure"/>.</summary>
internal sealed class SampleCommand
{
    private readonly RootCommand root;
    private readonly Argument<string[]> arguments;
    private readonly string hint;

    /// <param name="summary">What the program does, in a line.</param>
    /// <param name="more">What the help page says below the options.</param>
    /// <param name="arguments">What is not an option.</param>
    /// <param name="hint">What to do where an argument begins with a hyphen.</param>
    /// <param name="options">The options in the help page's order; help and version come by themselves.</param>
    public SampleCommand(string summary, string more, Argument<string[]> arguments, string hint, IEnumerable<Option> options)
    {
        (this.arguments, this.hint) = (arguments, hint);
        root = new RootCommand(summary);
        root.Options.Clear();
        root.Directives.Clear();
        root.Arguments.Add(arguments);
        foreach (Option option in options) root.Options.Add(option);
        root.Options.Add(new HelpOption("--help", "-h") { Action = new HelpPage(more), Description = "Show this page." });
        root.Options.Add(new VersionOption("--version") { Description = "Show the version." });
    }

    /// <summary>Reads the command line, and runs the program unless help or the version is wanted.</summary>
    /// <exception cref="Failure">The command line makes no sense.</exception>
    public int Run(string[] commandLine, Func<ParseResult, int> program)
    {
        root.SetAction(result =>
        {
            RejectUnknownOptions(result);
            return program(result);
        });

        // An argument may begin with @: it is never the name of a file with more arguments.
        ParseResult parsed = root.Parse(commandLine, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0) throw Failure.Usage(parsed.Errors[0].Message);
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    /// <summary>Adds the command <c>pack</c>, which prints the path of the file that it writes.</summary>
    /// <param name="model">The option that names the model's folder.</param>
    /// <param name="modelBesideTheProgram">The folder where it is not given.</param>
    /// <param name="pack">Packs the weights of a folder, as 32 or 16 bits.</param>
    public void AddPack(Option<string?> model, string modelBesideTheProgram, Func<string, WeightType, string> pack)
    {
        Command command = new("pack", "Write the weights as they are used to model.lrpw in the model's folder: later runs map them and read nothing.");
        Option<string> storage = new("--storage") { Description = "How dense weights are stored: f32, or rounded to bf16 or f16.", HelpName = "type", DefaultValueFactory = _ => "f32" };
        storage.AcceptOnlyFromAmong("f32", "bf16", "f16");
        command.Options.Add(model);
        command.Options.Add(storage);
        command.SetAction(result =>
        {
            WeightType type = Enum.Parse<WeightType>(result.GetValue(storage)!, ignoreCase: true);
            Console.WriteLine(SampleProgram.Load(result.GetValue(model) ?? modelBesideTheProgram, folder => pack(folder, type)));
            return ExitCode.Success;
        });
        root.Subcommands.Add(command);
    }

    /// <summary>An option whose value is a whole number.</summary>
    public static Option<string> Number(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "n",
        DefaultValueFactory = _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The value of a <see cref="Number(string, string, int)"/>.</summary>
    public static int Number(ParseResult result, Option<string> option, int smallest)
    {
        const int largest = 1024;
        string text = result.GetRequiredValue(option);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= smallest && value <= largest
            ? value
            : throw Failure.Usage(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {Message.Quote(text)}: needed a whole number from {smallest} to {largest}."));
    }

    /// <summary>The name of a file to write, if the option was given.</summary>
    public static string? FileName(ParseResult result, Option<string?> option)
        => result.GetValue(option) is { Length: 0 } ? throw Failure.Usage($"{option.Name}: found no file name.") : result.GetValue(option);

    /// <summary>One of several things that have names.</summary>
    public static T OneOf<T>(ParseResult result, Option<string> option, IEnumerable<T> all, Func<T, string> nameOf, string what)
    {
        string name = result.GetRequiredValue(option);
        foreach (T one in all)
        {
            if (nameOf(one) == name) return one;
        }

        throw Failure.Usage($"{option.Name} {Message.Quote(name)}: found no such {what}; needed one of {string.Join(", ", all.Select(nameOf))}.");
    }

    // The parser takes an option that it does not know for an argument.
    private void RejectUnknownOptions(ParseResult result)
    {
        IReadOnlyList<Token> tokens = result.GetResult(arguments)?.Tokens ?? [];
        int quoted = result.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Count(t => t.Type == TokenType.Argument);
        foreach (Token token in tokens.SkipLast(quoted))
        {
            if (token.Value.Length > 1 && token.Value[0] == '-')
            {
                throw Failure.Usage($"found no option {Message.Quote(token.Value)}; --help lists those there are. {hint}");
            }
        }
    }
}
