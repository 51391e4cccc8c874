namespace LrpGen.Text;

/// <summary>Turns text into the tokens of a model, each with its place in the source text.</summary>
/// <remarks>Implementations are safe to use from several threads at once.</remarks>
public interface ITextEncoder
{
    /// <summary>Which tokenizer this is, down to the bytes of its file, for the record of an explanation.</summary>
    string Identity { get; }

    /// <summary>One more than the largest id that it gives: how many rows the model's word embedding needs. Null where that is unknown.</summary>
    int? IdCount => null;

    /// <summary>The longest sequence that the tokenizer's files allow the model, in tokens; <see cref="int.MaxValue"/> where they set none.</summary>
    int ModelMaxLength => int.MaxValue;

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; lone surrogates are read as U+FFFD.</param>
    /// <param name="maxTokens">The most tokens to return, special ones included, which are always kept.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> has no room for the special tokens.</exception>
    TextEncoding Encode(string text, int maxTokens);

    /// <summary>Encodes two texts for a model that reads them together.</summary>
    /// <param name="text">The first text.</param>
    /// <param name="pair">The second text.</param>
    /// <param name="maxTokens">The most tokens to return, special ones included, which are always kept.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> has no room for the special tokens.</exception>
    TextEncoding Encode(string text, string pair, int maxTokens);
}
