namespace LrpGen.Text.Unigram;

/// <summary>
/// The ids of XLM-R from the pieces of its SentencePiece model. fairseq put <c>&lt;s&gt; &lt;pad&gt; &lt;/s&gt; &lt;unk&gt;</c>
/// first, so every piece moved up by one, and <c>&lt;mask&gt;</c> behind the last piece.
/// </summary>
internal static class FairseqVocabulary
{
    internal const int Begin = 0;
    internal const int Padding = 1;
    internal const int End = 2;
    internal const int Unknown = 3;

    private const int Shift = 1;

    /// <summary>Builds the pipeline of a model.</summary>
    /// <exception cref="InvalidDataException">The first three pieces are not unknown, begin and end.</exception>
    internal static SlowPipeline Build(SentencePieceModel model, string name)
    {
        int count = model.Pieces.Length;
        if (count < 3 || model.Pieces[0].Kind != PieceKind.Unknown || model.Pieces[1].Kind != PieceKind.Control
            || model.Pieces[2].Kind != PieceKind.Control)
        {
            string found = string.Join(", ", model.Pieces.Take(3).Select(p => $"'{p.Text}' ({p.Kind})"));
            throw TokenizerError.In(name, $"the first pieces are {found}; XLM-R needs '<unk>' (Unknown), '<s>' (Control), '</s>' (Control).");
        }

        int mask = count + Shift;
        string?[] pieces = new string?[mask + 1];
        double[] scores = new double[mask + 1];
        float cheapest = float.MaxValue;
        for (int i = 3; i < count; i++)
        {
            if (model.Pieces[i].Kind == PieceKind.Unknown)
            {
                throw TokenizerError.In(name, $"piece {i} ('{model.Pieces[i].Text}') is a second unknown piece.");
            }

            // Control and unused pieces are never found in text.
            if (model.Pieces[i].Kind != PieceKind.Normal) continue;
            pieces[i + Shift] = model.Pieces[i].Text;
            scores[i + Shift] = model.Pieces[i].Score;
            cheapest = Math.Min(cheapest, model.Pieces[i].Score);
        }

        if (cheapest == float.MaxValue) throw TokenizerError.In(name, $"found no piece that text can have.");

        AddedToken[] special =
        [
            Special(Begin, "<s>"), Special(Padding, "<pad>"), Special(End, "</s>"), Special(Unknown, "<unk>"),
            Special(mask, "<mask>") with { StripLeft = true },
        ];
        var vocabulary = new UnigramVocabulary(
            pieces, scores, new bool[mask + 1], Unknown, (float)(cheapest - UnigramVocabulary.UnknownPenalty));
        return new SlowPipeline(vocabulary, model.Charsmap, special);
    }

    private static AddedToken Special(int id, string content) => new(id, content, true, false, false, false);
}
