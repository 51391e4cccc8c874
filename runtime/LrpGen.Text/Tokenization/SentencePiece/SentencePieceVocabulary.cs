using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>The pieces of a SentencePiece model as a Unigram vocabulary.</summary>
internal static class SentencePieceVocabulary
{
    /// <summary>Makes the vocabulary.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">What its file is called in messages.</param>
    /// <param name="shift">What is added to the number of a piece to get its id.</param>
    /// <param name="count">One more than the largest id.</param>
    /// <param name="unknownId">The id of characters without a piece.</param>
    /// <exception cref="InvalidDataException">It has no piece that text can have, or two unknown ones.</exception>
    internal static UnigramModel<SingleScores> Unigram(SentencePieceModel model, string name, int shift, int count, int unknownId)
    {
        float cheapest = float.MaxValue, dearest = float.MinValue;
        for (int i = 0; i < model.Count; i++)
        {
            if (model.Kind(i) != PieceKind.Normal) continue;
            (cheapest, dearest) = (Math.Min(cheapest, model.Score(i)), Math.Max(dearest, model.Score(i)));
        }

        if (cheapest > dearest) throw TokenizerError.In(name, $"found no piece that text can have.");

        double[] scores = new double[count];
        int[] found = new int[model.Count];
        int foundCount = 0;
        int unknown = -1;
        for (int i = 0; i < model.Count; i++)
        {
            PieceKind kind = model.Kind(i);
            if (kind == PieceKind.Unknown && unknown >= 0)
            {
                throw TokenizerError.In(name, $"piece {i} ('{model.Texts.Text(i)}') is a second unknown piece.");
            }

            if (kind == PieceKind.Unknown) unknown = i;

            // Control and unused pieces are never found in text. A user's pieces always win: sentencepiece scores them by their bytes.
            if (kind is PieceKind.Normal or PieceKind.UserDefined) found[foundCount++] = i + shift;
            if (kind == PieceKind.Normal) scores[i + shift] = model.Score(i);
            if (kind == PieceKind.UserDefined) scores[i + shift] = (float)((Encoding.UTF8.GetByteCount(model.Texts[i]) * dearest) - 0.1);
        }

        return new UnigramModel<SingleScores>(new UnigramVocabulary(
            model.Texts.Moved(shift, count), scores, found[..foundCount], [], unknownId, (float)(cheapest - UnigramVocabulary.UnknownPenalty)));
    }
}
