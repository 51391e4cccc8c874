using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>The pipeline of sentencepiece and of the classes of transformers around it: one normaliser and one search over the whole text.</summary>
/// <param name="model">The pieces and their search.</param>
/// <param name="normalization">From source to normalised text.</param>
/// <param name="special">Tokens that transformers looks for in the text first.</param>
/// <param name="beginsWithBlank">Whether a text begins with a blank that is not its own, or its own are taken from it.</param>
internal sealed class SentencePiecePipeline(
    ITokenModel model, ImmutableArray<INormalizationStep> normalization, ImmutableArray<AddedToken> special, bool beginsWithBlank)
    : TextPipeline
{
    private readonly AddedTokens[] added = TokenizerPipeline.ByReading([.. special.Select(token => token with { Structural = token.Special })]);
    private readonly Dictionary<int, AddedToken> byId = special.ToDictionary(token => token.Id);

    private readonly IDecodeStep[] decoding = [new ByteFallbackDecoding(), new MetaspaceDecoding(Blank, beginsWithBlank)];

    internal override int IdCount { get; } = special.Aggregate(model.Count, (count, token) => Math.Max(count, token.Id + 1));

    internal override int UnknownId => model.UnknownId;

    /// <summary>What becomes of pieces before they are tokens; null leaves them as they are.</summary>
    internal Action<List<EncodedToken>, int, Scratch>? AfterSearch { get; init; }

    internal override string Piece(int id) => byId.TryGetValue(id, out AddedToken? token) ? token.Content : id < model.Count ? model.Piece(id) : "";

    internal override bool IsSpecial(int id) => byId.TryGetValue(id, out AddedToken? token) && token.Special;

    internal override int Find(string piece) => special.FirstOrDefault(token => token.Content == piece)?.Id ?? model.Find(piece);

    internal override string Decode(List<string> pieces)
    {
        foreach (IDecodeStep step in decoding) step.Apply(pieces);
        return string.Concat(pieces);
    }

    internal override void Encode(ReadOnlySpan<char> text, SpecialStrings special, Scratch scratch, List<EncodedToken> tokens)
    {
        AddedTokens lookFor = added[(int)special];
        if (lookFor.IsEmpty)
        {
            EncodePart(text, 0, scratch, tokens);
            return;
        }

        for (int at = 0; at < text.Length;)
        {
            AddedToken? token = lookFor.FindNext(text, at, out int start, out int end);
            EncodePart(text[at..start], at, scratch, tokens);
            if (token is not null)
            {
                tokens.Add(new EncodedToken(
                    token.Id, token.Content, start, end, IsSpecial: false, 0, 0, token.Id == UnknownId));
            }

            at = end;
        }
    }

    private void EncodePart(ReadOnlySpan<char> part, int offset, Scratch scratch, List<EncodedToken> tokens)
    {
        if (part.IsEmpty) return;

        scratch.Current.SetSource(part, offset);
        scratch.Next.Clear();
        foreach (INormalizationStep step in normalization)
        {
            if (!step.CanChange(scratch.Current.Chars)) continue;
            step.Apply(scratch.Current, scratch.Next);
            scratch.Swap();
        }

        if (scratch.Current.Length == 0) return;
        int first = tokens.Count;
        model.Encode(scratch.Current, 0, scratch.Current.Length, findControl: false, scratch, tokens);
        AfterSearch?.Invoke(tokens, first, scratch);
    }
}
