using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>What tokenizer.json says about the way from text to tokens and back.</summary>
/// <param name="AddedTokens">The tokens that are looked for first.</param>
/// <param name="Normalization">The steps of <c>normalizer</c>.</param>
/// <param name="Splitting">The steps of <c>pre_tokenizer</c>.</param>
/// <param name="Model">The vocabulary and its search.</param>
/// <param name="Decoding">The steps of <c>decoder</c>; none joins pieces by blanks.</param>
internal sealed record TokenizerParts(
    ImmutableArray<AddedToken> AddedTokens,
    ImmutableArray<INormalizationStep> Normalization,
    ImmutableArray<ISplitStep> Splitting,
    ITokenModel Model,
    ImmutableArray<IDecodeStep> Decoding);

/// <summary>
/// The pipeline of tokenizer.json as Hugging Face's tokenizers runs it: added tokens, normaliser, pre-tokenizer, model.
/// </summary>
internal sealed class TokenizerPipeline : TextPipeline
{
    private readonly TokenizerParts parts;
    private readonly Dictionary<int, AddedToken> addedById = [];
    private readonly Dictionary<string, int> addedByContent = [];
    private readonly AddedTokens[] inSource;
    private readonly AddedTokens[] inNormalized;

    internal TokenizerPipeline(TokenizerParts parts)
    {
        this.parts = parts;
        IdCount = parts.Model.Count;
        foreach (AddedToken token in parts.AddedTokens)
        {
            addedById[token.Id] = token;
            addedByContent.TryAdd(token.Content, token.Id);
            IdCount = Math.Max(IdCount, token.Id + 1);
        }

        ImmutableArray<AddedToken> source = [.. parts.AddedTokens.Where(t => !t.Normalized)];
        ImmutableArray<AddedToken> normalized = [.. parts.AddedTokens.Where(t => t.Normalized).Select(Normalize)];
        inSource = ByReading(source);
        inNormalized = ByReading(normalized);
    }

    internal override int IdCount { get; }

    internal override int UnknownId => parts.Model.UnknownId;

    internal override string Piece(int id) => addedById.TryGetValue(id, out AddedToken? token) ? token.Content
        : id < parts.Model.Count ? parts.Model.Piece(id) : "";

    internal override bool IsSpecial(int id) => addedById.TryGetValue(id, out AddedToken? token) && token.Special;

    internal override int Find(string piece) => addedByContent.TryGetValue(piece, out int id) ? id : parts.Model.Find(piece);

    internal override string Decode(List<string> pieces)
    {
        if (parts.Decoding.IsEmpty) return string.Join(' ', pieces);
        foreach (IDecodeStep step in parts.Decoding) step.Apply(pieces);
        return string.Concat(pieces);
    }

    internal override void Encode(ReadOnlySpan<char> text, SpecialStrings special, Scratch scratch, List<EncodedToken> tokens)
    {
        AddedTokens lookFor = inSource[(int)special];
        if (lookFor.IsEmpty)
        {
            EncodePart(text, 0, special, scratch, tokens);
            return;
        }

        for (int at = 0; at < text.Length;)
        {
            AddedToken? token = lookFor.FindNext(text, at, out int start, out int end);
            EncodePart(text[at..start], at, special, scratch, tokens);
            if (token is not null) tokens.Add(Token(token, text[start..end].ToString(), start, end));
            at = end;
        }
    }

    /// <summary>What is looked for, by <see cref="SpecialStrings"/>.</summary>
    internal static AddedTokens[] ByReading(ImmutableArray<AddedToken> tokens)
    {
        var sets = new AddedTokens[3];
        sets[(int)SpecialStrings.PlainText] = new AddedTokens(tokens.Where(t => !t.Structural));
        sets[(int)SpecialStrings.Match] = new AddedTokens(tokens);
        sets[(int)SpecialStrings.MatchInVocabulary] = new AddedTokens(tokens.Where(t => !t.Special));
        return sets;
    }

    private EncodedToken Token(AddedToken token, string piece, int start, int end) =>
        new(token.Id, piece, start, end, IsSpecial: false, Sequence: 0, TypeId: 0, token.Id == UnknownId);

    private void EncodePart(ReadOnlySpan<char> part, int offset, SpecialStrings special, Scratch scratch, List<EncodedToken> tokens)
    {
        if (part.IsEmpty) return;

        scratch.Current.SetSource(part, offset);
        Normalize(scratch);

        AlignedText text = scratch.Current;
        AddedTokens lookFor = inNormalized[(int)special];
        if (lookFor.IsEmpty)
        {
            EncodeNormalized(text, 0, text.Length, special, scratch, tokens);
            return;
        }

        for (int at = 0; at < text.Length;)
        {
            AddedToken? token = lookFor.FindNext(text.Chars, at, out int start, out int end);
            EncodeNormalized(text, at, start, special, scratch, tokens);
            if (token is not null)
            {
                tokens.Add(Token(token, text.Chars[start..end].ToString(), text.Starts[start], text.Ends[end - 1]));
            }

            at = end;
        }
    }

    private void Normalize(Scratch scratch)
    {
        scratch.Next.Clear();
        foreach (INormalizationStep step in parts.Normalization)
        {
            if (!step.CanChange(scratch.Current.Chars)) continue;
            step.Apply(scratch.Current, scratch.Next);
            scratch.Swap();
        }
    }

    private AddedToken Normalize(AddedToken token)
    {
        var scratch = new Scratch();
        scratch.Current.SetSource(token.Content, 0);
        Normalize(scratch);
        return token with { Content = scratch.Current.Chars.ToString() };
    }

    private void EncodeNormalized(
        AlignedText text, int start, int end, SpecialStrings special, Scratch scratch, List<EncodedToken> tokens)
    {
        if (start == end) return;

        SplitText split = scratch.Split;
        split.Begin(text, start, end);
        foreach (ISplitStep step in parts.Splitting) step.Apply(split);

        bool findControl = special != SpecialStrings.PlainText;
        foreach ((int from, int to) in split.Parts)
        {
            parts.Model.Encode(split.Text, from, to, findControl, scratch, tokens);
        }
    }
}
