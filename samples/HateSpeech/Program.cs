using System.Globalization;
using System.Runtime.InteropServices;
using HateSpeech;
using LrpGen.Runtime;
using LrpGen.Text;

return SampleProgram.Run(() => new CommandLine().Run(args, Explain));

static int Explain(Settings settings)
{
    using CancellationTokenSource stop = new();
    int stoppedBy = ExitCode.Interrupted;
    using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

    using HateXlmrMini model = SampleProgram.Load(settings.Model, path => HateXlmrMini.Load(path));
    using TextInput input = TextInput.Open(settings);
    if (settings.Texts.IsEmpty && settings.File is null && !Console.IsInputRedirected)
    {
        Console.Error.WriteLine("Type a text and press Enter; Ctrl-D ends. See --help for more.");
    }

    ExplainOptions options = new() { Method = settings.Method, Target = settings.Target ?? Target.Predicted };
    ExplainManyOptions many = new() { Threads = settings.Threads, BatchSize = settings.Batch };
    IEnumerable<ExplainedText> explanations = settings.Target is null
        ? ExplainedText.UntilStopped(model.ExplainAllLabelsOfMany(input.Texts, options, many, stop.Token), all => all, stop.Token)
        : ExplainedText.UntilStopped(model.ExplainMany(input.Texts, options, many, stop.Token), explanation => [explanation], stop.Token);
    using Stream output = StandardOutput.Open();
    Results results = new(settings, output);
    int count = 0;
    Action<Action> work = done => count = results.Write(explanations, done);
    try
    {
        if (ProgressBar.IsWanted(settings, output)) ProgressBar.Show(input, work);
        else work(() => { });
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        throw Failure.Runtime(exception.Message, exception);
    }

    if (stop.IsCancellationRequested)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{SampleProgram.Name}: stopped after {count} {(count == 1 ? "text" : "texts")}"));
        return stoppedBy;
    }

    return ExitCode.Success;

    // The text at hand is finished and the page is closed; who presses Ctrl-C twice does not want to wait for that.
    void Stop(PosixSignalContext context)
    {
        context.Cancel = !stop.IsCancellationRequested;
        stoppedBy = context.Signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
        stop.Cancel();
    }
}
