using System.Collections.Immutable;

namespace LrpGen.Text.Unigram;

/// <summary>
/// The pipeline of tokenizer.json as Hugging Face's tokenizers runs it: added tokens, normaliser, words by white space,
/// <c>Metaspace</c>, and a search for each word with sums in 64 bits.
/// </summary>
internal sealed class FastPipeline : UnigramPipeline
{
    private readonly FastPipelineParts parts;
    private readonly Dictionary<int, AddedToken> addedById = [];
    private readonly AddedTokens[] inSource;
    private readonly AddedTokens[] inNormalized;

    internal FastPipeline(UnigramVocabulary vocabulary, FastPipelineParts parts) : base(vocabulary)
    {
        this.parts = parts;
        foreach (AddedToken token in parts.AddedTokens)
        {
            addedById[token.Id] = token;
            IdCount = Math.Max(IdCount, token.Id + 1);
        }

        IdCount = Math.Max(IdCount, vocabulary.Count);
        ImmutableArray<AddedToken> source = [.. parts.AddedTokens.Where(t => !t.Normalized)];
        ImmutableArray<AddedToken> normalized = [.. parts.AddedTokens.Where(t => t.Normalized).Select(Normalize)];
        inSource = ByReading(source);
        inNormalized = ByReading(normalized);
    }

    internal override int IdCount { get; }

    internal override string Piece(int id) => addedById.TryGetValue(id, out AddedToken? token) ? token.Content
        : id < Vocabulary.Count ? Vocabulary.Piece(id) : "";

    internal override bool IsSpecial(int id) => addedById.TryGetValue(id, out AddedToken? token) && token.Special;

    internal override int Find(string piece)
    {
        AddedToken? added = parts.AddedTokens.FirstOrDefault(t => t.Content == piece);
        return added?.Id ?? Vocabulary.Find(piece);
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
    private static AddedTokens[] ByReading(ImmutableArray<AddedToken> tokens)
    {
        var sets = new AddedTokens[3];
        sets[(int)SpecialStrings.PlainText] = new AddedTokens(tokens.Where(t => !t.Structural));
        sets[(int)SpecialStrings.Match] = new AddedTokens(tokens);
        sets[(int)SpecialStrings.MatchInVocabulary] = new AddedTokens(tokens.Where(t => !t.Special));
        return sets;
    }

    private EncodedToken Token(AddedToken token, string piece, int start, int end) =>
        new(token.Id, piece, start, end, IsSpecial: false, Sequence: 0, TypeId: 0, token.Id == Vocabulary.UnknownId);

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
        if (!parts.SplitAtWhiteSpace)
        {
            EncodeWord(text, start, end, special, scratch, tokens);
            return;
        }

        for (int at = start; at < end;)
        {
            int from = at;
            while (at < end && !char.IsWhiteSpace(text.Chars[at])) at++;
            EncodeWord(text, from, at, special, scratch, tokens);
            at++;
        }
    }

    private void EncodeWord(AlignedText text, int start, int end, SpecialStrings special, Scratch scratch, List<EncodedToken> tokens)
    {
        if (start == end) return;

        AlignedText word = scratch.Word;
        word.Clear();
        ReadOnlySpan<char> chars = text.Chars;
        if (chars[start] is not (Blank or ' ')) word.Append(Blank, text.Starts[start], text.Ends[start]);
        for (int i = start; i < end; i++) word.Append(chars[i] == ' ' ? Blank : chars[i], text.Starts[i], text.Ends[i]);

        bool findControl = special != SpecialStrings.PlainText;
        for (int from = 0; from < word.Length;)
        {
            int next = parts.SplitAtBlanks ? word.Chars[(from + 1)..].IndexOf(Blank) : -1;
            int to = next < 0 ? word.Length : from + 1 + next;
            UnigramSearch.Encode<DoubleScores>(Vocabulary, word, from, to, findControl, scratch.Lattice, tokens);
            from = to;
        }
    }
}
