using System.Collections.Immutable;
using System.Globalization;
using LrpGen.Runtime;

namespace LrpGen.Text.Images;

/// <summary>What a picture says, with its colours.</summary>
internal sealed class PicturePieces
{
    private readonly TextExplanation _explanation;
    private readonly RelevanceColors _colors;
    private readonly Rgb _soft;
    private readonly MaskedText _texts;
    private readonly UnitRelevance?[]? _unitOfWord;
    private readonly string _parts;
    private readonly TextPictureOptions _options;

    public PicturePieces(TextExplanation explanation, TextPictureOptions options, RelevanceColors colors, Rgb soft)
    {
        (_explanation, _options, _colors, _soft) = (explanation, options, colors, soft);
        _texts = new(explanation, options.MaskWords);
        (_parts, ImmutableArray<UnitRelevance> units) = options.Level switch
        {
            TextLevel.Word => ("words", []),
            TextLevel.Sentence => ("sentences", explanation.Sentences),
            TextLevel.Paragraph => ("paragraphs", explanation.Paragraphs),
            _ => throw new ArgumentException($"Level: a picture shows words, sentences or paragraphs, not {options.Level}.", nameof(options)),
        };
        Full = options.FullColor ?? (options.Level == TextLevel.Word ? RelevanceScale.Of(explanation) : RelevanceScale.OfUnits(units));
        _unitOfWord = options.Level == TextLevel.Word ? null : UnitOfWord(explanation.Words.Length, units);
        Figures = Figures.For(Full);
    }

    /// <summary>The relevance behind full colour.</summary>
    public double Full { get; }

    public Figures Figures { get; }

    /// <summary>One line that says what the colours mean.</summary>
    public string Meaning => ColorMeaning.Of(VisibleText.OneLine(_explanation.Target.Description), _parts, Figures.Signed(Full).TrimStart('+'), _options.Palette);

    /// <summary>The text without colours, as it is shown.</summary>
    public string PlainText => string.Join('\n', Enumerable.Range(0, _explanation.Pair is null ? 1 : 2)
        .Select(sequence => string.Concat(TextSegmenter.Segments(_explanation, sequence).Select(segment => _texts.Segment(segment, sequence)))));

    /// <summary>Prediction and target.</summary>
    public List<TextPiece> Header()
    {
        List<TextPiece> header = [];
        if (Prediction.Of(_explanation.Labels, _explanation.PredictedLabel) is { } said)
        {
            header.Add(new(said.What + " ", _soft));
            header.Add(new(VisibleText.OneLine(said.Name), _colors.Text));
            header.Add(new($" {said.Figure}, ", _soft));
        }

        header.Add(new("explained ", _soft));
        header.Add(new(VisibleText.OneLine(_explanation.Target.Description), _colors.Text));
        header.Add(new($" {Figures.For(_explanation.Target.Score).Signed(_explanation.Target.Score)} by {VisibleText.OneLine(_explanation.Method)}", _soft));
        return header;
    }

    /// <summary>The words, or the words of coloured sentences.</summary>
    public List<TextPiece> Text(int sequence)
    {
        List<TextPiece> pieces = [];
        UnitRelevance? unit = null;
        foreach (TextSegment segment in TextSegmenter.Segments(_explanation, sequence))
        {
            if (segment.Word >= 0) unit = _unitOfWord?[segment.Word];
            else if (unit is not null && segment.Start >= unit.End) unit = null;
            string text = _texts.Segment(segment, sequence);
            bool unread = segment.Unseen.HasFlag(Unseen.Truncated) && (segment.Word < 0 || !_explanation.Words[segment.Word].IsSeen);
            bool dotted = !unread && (segment.Unseen & (Unseen.Unknown | Unseen.Deleted)) != 0;
            int level = unread ? 0 : RelevanceColors.LevelOf(RelevanceOf(segment, unit), Full);
            pieces.Add(new(
                text,
                unread ? _soft : _colors.Text,
                level == 0 ? null : _colors[level],
                level > 1 ? LineKind.Solid : level < -1 ? LineKind.Dashed : LineKind.None,
                level > 0 ? _colors.PositiveInk : _colors.NegativeInk,
                unread,
                dotted));
        }

        if (_explanation.Source(sequence).Length == 0) pieces.Add(new("(empty text)", _soft));
        return pieces;
    }

    /// <summary>What the model did not see, in words.</summary>
    public IEnumerable<string> Notes()
    {
        if (!_explanation.HasSeenText) yield return "No tokens: the model saw nothing of this text but its special tokens.";
        if (_explanation.Windowing is { } windowing) yield return $"{windowing.Sentence}: {Windowing.Meaning}.";
        if (_explanation.Truncation is { } cut)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Cut off: the model read {cut.TokensSeen} of {cut.TokensTotal} tokens. What it did not read is struck through.");
        }

        if (_explanation.UnseenCharacters.Any(range => range.Reason != UnseenReason.Truncated)) yield return "Dotted: the model did not see these characters.";
    }

    // A sentence has its colour between its words as well.
    private float RelevanceOf(TextSegment segment, UnitRelevance? unit) =>
        _unitOfWord is not null ? unit?.Relevance ?? 0 : segment.Word < 0 ? 0 : _explanation.Words[segment.Word].Relevance;

    private static UnitRelevance[] UnitOfWord(int words, ImmutableArray<UnitRelevance> units)
    {
        var unitOfWord = new UnitRelevance[words];
        foreach (UnitRelevance unit in units)
        {
            foreach (int word in unit.Words) unitOfWord[word] = unit;
        }

        return unitOfWord;
    }
}
