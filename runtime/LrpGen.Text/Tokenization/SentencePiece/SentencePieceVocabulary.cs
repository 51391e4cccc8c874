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
        string?[] pieces = new string?[count];
        double[] scores = new double[count];
        float cheapest = float.MaxValue, dearest = float.MinValue;
        foreach (SentencePiece piece in model.Pieces.Where(piece => piece.Kind == PieceKind.Normal))
        {
            (cheapest, dearest) = (Math.Min(cheapest, piece.Score), Math.Max(dearest, piece.Score));
        }

        if (cheapest > dearest) throw TokenizerError.In(name, $"found no piece that text can have.");

        int unknown = -1;
        for (int i = 0; i < model.Pieces.Length; i++)
        {
            SentencePiece piece = model.Pieces[i];
            if (piece.Kind == PieceKind.Unknown && unknown >= 0)
            {
                throw TokenizerError.In(name, $"piece {i} ('{piece.Text}') is a second unknown piece.");
            }

            if (piece.Kind == PieceKind.Unknown) unknown = i;

            // Control and unused pieces are never found in text. A user's pieces always win: sentencepiece scores them by their bytes.
            if (piece.Kind is not (PieceKind.Normal or PieceKind.UserDefined)) continue;
            pieces[i + shift] = piece.Text;
            scores[i + shift] = piece.Kind == PieceKind.Normal ? piece.Score : (float)((Encoding.UTF8.GetByteCount(piece.Text) * dearest) - 0.1);
        }

        return new UnigramModel<SingleScores>(
            new UnigramVocabulary(pieces, scores, new bool[count], unknownId, (float)(cheapest - UnigramVocabulary.UnknownPenalty)));
    }
}
