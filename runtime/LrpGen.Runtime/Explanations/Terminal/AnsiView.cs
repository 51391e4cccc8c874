using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>An explanation for the terminal.</summary>
internal sealed class AnsiView
{
    private const string UnseenMark = "[?]";

    private readonly StringBuilder _output = new();
    private readonly TextExplanation _explanation;
    private readonly AnsiOptions _options;
    private readonly AnsiColorCodes _codes;
    private readonly MaskedText _texts;
    private readonly Figures _figures;
    private readonly double _full;
    private readonly int _width;
    private readonly string _minus;

    private AnsiView(TextExplanation explanation, AnsiOptions options)
    {
        (_explanation, _options, _codes) = (explanation, options, new(options));
        _texts = new(explanation, options.MaskWords);
        _full = options.FullColor ?? RelevanceScale.Of(explanation);
        _width = Math.Max(20, options.Width);
        _minus = options.Unicode ? "−" : "-";
        _figures = Figures.For(_full, _minus);
    }

    public static string Render(TextExplanation explanation, AnsiOptions options)
    {
        var view = new AnsiView(explanation, options);
        view.WriteHeader();
        view.WriteText();
        view.WriteLegend();
        view.WriteTopWords();
        view.WriteNotes();
        string text = view._output.ToString();
        return options.Unicode ? text : text.Replace("•••", "***", StringComparison.Ordinal);
    }

    private void WriteHeader()
    {
        var line = new AnsiLines(_output, _width);
        if (Prediction.Of(_explanation.Labels, _explanation.PredictedLabel, _minus) is { } said)
        {
            Say(line, said.What);
            line.Piece(VisibleText.OneLine(said.Name), Style(AnsiColorCodes.Bold));
            line.Space(" ");
            Say(line, said.Figure + ",");
        }

        Say(line, "explained");
        line.Piece(VisibleText.OneLine(_explanation.Target.Description), Style(AnsiColorCodes.Bold));
        line.Space(" ");
        Say(line, $"({Figures.For(_explanation.Target.Score, _minus).Signed(_explanation.Target.Score)})");
        Say(line, $"by {VisibleText.OneLine(_explanation.Method)}");
        line.End();
        _output.Append('\n');
    }

    private static void Say(AnsiLines line, string words)
    {
        foreach (string word in words.Split(' '))
        {
            line.Piece(word, "");
            line.Space(" ");
        }

        line.Space(" ");
    }

    private void WriteText()
    {
        for (int sequence = 0; sequence < (_explanation.Pair is null ? 1 : 2); sequence++)
        {
            if (sequence == 1) _output.Append('\n');
            var lines = new AnsiLines(_output, _width);
            foreach (TextSegment segment in TextSegmenter.Segments(_explanation, sequence))
            {
                string text = _texts.Segment(segment, sequence);
                bool unread = segment.Unseen.HasFlag(Unseen.Truncated)
                    && (segment.Word < 0 || _explanation.Words[segment.Word].Tokens.IsEmpty);
                if (segment.Word >= 0 && !unread) WriteWord(lines, VisibleText.OneLine(text), segment);
                else if (HasHole(segment)) WriteChunks(lines, text.Trim() + UnseenMark, "");
                else WriteChunks(lines, text, unread ? Style(AnsiColorCodes.Dim + AnsiColorCodes.Struck) : "");
            }

            lines.End();
        }
    }

    private static bool HasHole(TextSegment segment) => (segment.Unseen & (Unseen.Unknown | Unseen.Deleted)) != 0;

    private void WriteWord(AnsiLines lines, string word, TextSegment segment)
    {
        int level = RelevanceColors.LevelOf(_explanation.Words[segment.Word].Relevance, _full);
        if (HasHole(segment)) word += UnseenMark;
        if (_codes.Enabled)
        {
            lines.Piece(word, _codes.Word(level));
            return;
        }

        // One to three signs; what is nearly nothing gets none.
        int signs = (Math.Abs(level) + 5) / 8;
        string mark = level > 0 ? "+" : _minus;
        lines.Piece(signs == 0 ? word : $"{word}[{string.Concat(Enumerable.Repeat(mark, signs))}]", "");
    }

    private static void WriteChunks(AnsiLines lines, string text, string style)
    {
        for (int i = 0; i < text.Length;)
        {
            int end = i;
            bool blank = char.IsWhiteSpace(text[i]);
            while (end < text.Length && char.IsWhiteSpace(text[end]) == blank) end++;
            if (blank) lines.Space(text[i..end]);
            else lines.Piece(text[i..end], style);
            i = end;
        }
    }

    private void WriteLegend()
    {
        _output.Append('\n');
        var line = new AnsiLines(_output, _width);
        Say(line, $"{_figures.Signed(-_full)} against");
        if (_codes.Enabled)
        {
            for (int level = -RelevanceColors.Levels; level <= RelevanceColors.Levels; level += 4)
            {
                line.Piece(" ", _codes.Word(level));
            }

            line.Space(" ");
            Say(line, $"for {_figures.Signed(_full)} (underlined)");
        }
        else
        {
            string few = _minus + _minus + _minus;
            Say(line, $"[{few}] [+++] for {_figures.Signed(_full)}");
        }

        line.End();
    }

    private void WriteTopWords()
    {
        int[] top = [.. _explanation.Ranking.Take(_options.TopWords)];
        if (top.Length == 0) return;
        _output.Append('\n');
        string[] numbers = [.. top.Select(w => _figures.Signed(_explanation.Words[w].Relevance))];
        int numberWidth = numbers.Max(number => number.Length), room = Math.Clamp(_width / 3, 6, 24);
        for (int i = 0; i < top.Length; i++)
        {
            float relevance = _explanation.Words[top[i]].Relevance;
            int columns = Math.Abs(RelevanceColors.LevelOf(relevance, _full)) * room / RelevanceColors.Levels;

            // Full blocks for, shaded blocks against.
            char block = _options.Unicode ? (relevance < 0 ? '░' : '█') : (relevance < 0 ? '-' : '#');
            _output.Append(numbers[i].PadLeft(numberWidth)).Append(' ').Append(relevance < 0 ? _codes.NegativeInk : _codes.PositiveInk).Append(block, columns);
            if (_codes.Enabled) _output.Append(AnsiColorCodes.Reset);

            // The word comes last: a word from right to left would turn the number round, and no terminal agrees with
            // another on the width of Indic letters.
            int left = _width - numberWidth - room - 2;
            _output.Append(' ', room - columns + 1).Append(AnsiText.Shorten(_texts.Word(top[i]), left, _options.Unicode)).Append('\n');
        }
    }

    private void WriteNotes()
    {
        _output.Append('\n');
        var line = new AnsiLines(_output, _width);
        if (!_explanation.HasSeenText)
        {
            Say(line, "NO TOKENS: the model saw nothing of this text but its special tokens");
            line.End();
        }

        Figures figures = Figures.For(Math.Max(Math.Abs(_explanation.TokenSum), Math.Abs(_explanation.Target.Score)), _minus);
        string of = _explanation.Target.BaselineScore is { } baseline ? $" of {figures.Signed(_explanation.Target.Score - baseline)} (the score less the baseline's)" : "";
        string tokens = _explanation.Windowing is null ? "tokens" : "joined tokens";
        Say(line, $"sum over {tokens} {figures.Signed(_explanation.TokenSum)}{of}, special tokens {Figures.Percent(_explanation.SpecialTokenShare)}");
        line.End();
        if (_explanation.Windowing is { } windowing)
        {
            Say(line, $"{windowing.Note}: {Windowing.Meaning}");
            line.End();
        }

        if (_explanation.Truncation is { } cut)
        {
            Say(line, string.Create(CultureInfo.InvariantCulture, $"CUT OFF: the model read {cut.TokensSeen} of {cut.TokensTotal} tokens"));
            line.End();
        }

        int unseen = _explanation.UnseenCharacters.Count(range => range.Reason != UnseenReason.Truncated);
        if (unseen == 0) return;
        Say(line, string.Create(CultureInfo.InvariantCulture, $"{UnseenMark} the model did not see {unseen} {(unseen == 1 ? "piece" : "pieces")} of this"));
        line.End();
    }

    private string Style(string code) => _codes.Enabled ? code : "";
}
