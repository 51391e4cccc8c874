using Spectre.Console;

namespace HateSpeech;

/// <summary>Shows on standard error how far a long run has come.</summary>
internal static class ProgressBar
{
    /// <summary>
    /// Whether a bar makes sense: somebody watches standard error, the texts are many, and the results go to a file
    /// (results that come by in the terminal are progress enough, and a pipe may well end there).
    /// </summary>
    public static bool IsWanted(Settings settings, Stream output)
        => settings.Texts.IsEmpty
            && !Console.IsErrorRedirected
            && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && (StandardOutput.IsFile(output) || (settings.Html is not null && !settings.Json))
            && (settings.File is not null || Console.IsInputRedirected);

    /// <summary>Runs the work with a bar; the work says after every text that it is done.</summary>
    public static void Show(TextInput input, Action<Action> work)
    {
        // The library asks standard output what the terminal can do, and that may well be a file here.
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
        });
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("reading", maxValue: 1);
                int done = 0;
                work(() =>
                {
                    done++;
                    task.Description = FormattableString.Invariant($"{done:N0} {(done == 1 ? "text" : "texts")}");
                    if (input.ShareRead is { } share) task.Value = share;
                    else task.IsIndeterminate = true;
                });
            });
    }
}
