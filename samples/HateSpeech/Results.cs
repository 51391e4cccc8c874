using System.Text;
using LrpGen.Runtime;

namespace HateSpeech;

/// <summary>Where explanations go: heat maps or JSON lines to standard output, heat maps to a page.</summary>
internal sealed class Results(Settings settings, Stream output)
{
    private readonly AnsiOptions view = StandardOutput.View(settings.Plain) with { TopWords = settings.Top };
    private readonly bool single = settings.Texts.Length == 1;

    /// <summary>Whether whoever read standard output has gone.</summary>
    public bool ReaderHasGone { get; private set; }

    /// <summary>Writes every text's explanations as they come.</summary>
    /// <returns>The number of texts.</returns>
    public int Write(IEnumerable<ExplainedText> texts, Action done)
    {
        int count = 0;
        if (settings.Html is null)
        {
            foreach (ExplainedText text in texts)
            {
                if (!Show(text)) break;
                count++;
                done();
            }

            return count;
        }

        using StreamWriter page = new(settings.Html, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        HtmlReport.Write(WithLines(), page, new HtmlOptions { Title = "Which words speak for hate", TopWords = settings.Top });
        return count;

        IEnumerable<TextExplanation> WithLines()
        {
            foreach (ExplainedText text in texts)
            {
                // The page is finished even if the reader of the lines has gone.
                if (settings.Json && !Show(text)) yield break;
                foreach (TextExplanation explanation in text.Explanations) yield return explanation;
                count++;
                done();
            }
        }
    }

    // False when nobody reads any more.
    private bool Show(ExplainedText text)
    {
        ReaderHasGone |= !StandardOutput.TryWrite(() =>
        {
            if (settings.Json) WriteLines(text);
            else WriteViews(text);
        });
        return !ReaderHasGone;
    }

    private void WriteLines(ExplainedText text)
    {
        using MemoryStream lines = new();
        foreach (TextExplanation explanation in text.Explanations)
        {
            explanation.WriteJson(lines, indented: false);
            lines.WriteByte((byte)'\n');
        }

        Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
    }

    private void WriteViews(ExplainedText text)
    {
        StringBuilder views = new();
        if (!single)
        {
            string title = FormattableString.Invariant($"── {text.Number} ");
            views.Append(title).Append('─', Math.Max(0, Math.Min(view.Width, 80) - title.Length)).Append('\n');
        }

        views.AppendJoin('\n', text.Explanations.Select(e => e.ToAnsi(view)));
        if (!single) views.Append('\n');
        Write(Encoding.UTF8.GetBytes(views.ToString()));
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        output.Flush();
    }
}
