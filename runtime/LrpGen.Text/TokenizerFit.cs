using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>Checks that a tokenizer gives nothing that a model has no embedding for.</summary>
internal static class TokenizerFit
{
    private const string WayOut =
        "they do not belong together, or a token was added without resizing the embedding (model.resize_token_embeddings(len(tokenizer)) before training)";

    /// <summary>Checks a tokenizer that says how many ids it has.</summary>
    /// <exception cref="InvalidDataException">It has more than the model.</exception>
    public static void Check(ITextEncoder encoder, ModelDescription description)
    {
        if (encoder.IdCount is { } ids && ids > description.Tokens!.VocabularySize)
        {
            throw new InvalidDataException(Messages.Clean(
                $"the tokenizer {encoder.Identity} has {ids} ids and {description.Name}'s word embedding {description.Tokens!.VocabularySize} rows: {WayOut}"));
        }
    }

    /// <summary>Checks what a tokenizer made of one text: before it joins a batch, which it would take along.</summary>
    /// <exception cref="InvalidDataException">A token has an id, or a type, that the model has no row for.</exception>
    public static void Check(TextEncoding encoding, ModelDescription description)
    {
        foreach (EncodedToken token in encoding.Tokens)
        {
            if ((uint)token.Id >= (uint)description.Tokens!.VocabularySize)
            {
                throw new InvalidDataException(Messages.Clean(
                    $"the tokenizer gives the token {Messages.Quote(token.Piece)} the id {token.Id}, and {description.Name}'s word embedding has {description.Tokens!.VocabularySize} rows: {WayOut}"));
            }

            if (description.Tokens!.TokenTypes > 0 && (uint)token.TypeId >= (uint)description.Tokens!.TokenTypes)
            {
                throw new InvalidDataException(Messages.Clean(
                    $"the tokenizer gives the token {Messages.Quote(token.Piece)} the type {token.TypeId}, and {description.Name} has {description.Tokens!.TokenTypes} token types: correct {nameof(TokenizerEncoderOptions)}.{nameof(TokenizerEncoderOptions.PairTypeId)}"));
            }
        }
    }
}
