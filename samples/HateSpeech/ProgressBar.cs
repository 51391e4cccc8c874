using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace HateSpeech;

/// <summary>Shows on standard error how far a long run has come, in a line that is written over.</summary>
internal sealed class ProgressBar
{
    private const int Width = 30;
    private const string EraseLine = "\r\u001b[K";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TextInput input;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan next;
    private int done;

    private ProgressBar(TextInput input) => this.input = input;

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
        ProgressBar bar = new(input);
        try
        {
            work(bar.TextIsDone);
        }
        finally
        {
            Console.Error.Write(EraseLine);
        }
    }

    private void TextIsDone()
    {
        done++;
        if (clock.Elapsed < next) return;
        next = clock.Elapsed + Pause;
        Console.Error.Write(EraseLine + Line(done, input.ShareRead, clock.Elapsed));
    }

    // 1,024 texts ━━━━━━━━━━          37 % 0:00:12 left
    private static string Line(int done, double? share, TimeSpan elapsed)
    {
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{done:N0} {(done == 1 ? "text" : "texts")}");
        if (share is not (> 0 and <= 1)) return line.ToString();

        int full = (int)(share.Value * Width);
        TimeSpan left = elapsed * (1 / share.Value - 1);
        return line.Append(' ').Append('━', full).Append(' ', Width - full)
            .Append(CultureInfo.InvariantCulture, $" {100 * share.Value,3:F0} % {(int)left.TotalHours}:{left.Minutes:D2}:{left.Seconds:D2} left")
            .ToString();
    }
}
