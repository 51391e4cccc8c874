using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>What a BPE model does besides merging.</summary>
/// <param name="Unknown">The unknown piece, or null where characters without a piece are left out.</param>
/// <param name="FuseUnknown">Whether neighbouring unknown characters are one token.</param>
/// <param name="ByteFallback">Whether a character without a piece becomes pieces of its bytes, <c>&lt;0xE0&gt;</c>.</param>
/// <param name="IgnoreMerges">Whether a part that is a piece as a whole is taken as it is.</param>
internal sealed record BpeSettings(string? Unknown, bool FuseUnknown, bool ByteFallback, bool IgnoreMerges);

/// <summary>Byte-pair encoding (Sennrich et al. 2016): characters, or bytes, are merged pair by pair in the order of training.</summary>
internal sealed class BpeModel : ITokenModel
{
    private readonly Vocabulary vocabulary;
    private readonly BpeMerges merges;
    private readonly BpeSettings settings;
    private readonly int[]? bytes;
    private readonly int[] characters;
    private readonly WordCache words = new();

    internal BpeModel(Vocabulary vocabulary, BpeMerges merges, BpeSettings settings)
    {
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.settings = settings;
        characters = vocabulary.Pieces.Characters(vocabulary.Find);
        UnknownId = settings.Unknown is null ? -1 : vocabulary.Find(settings.Unknown);
        if (settings.ByteFallback) bytes = [.. Enumerable.Range(0, 256).Select(value => vocabulary.Find($"<0x{value:X2}>"))];
    }

    public int Count => vocabulary.Count;

    public int UnknownId { get; }

    public string Piece(int id) => vocabulary.Piece(id);

    public int Find(ReadOnlySpan<char> piece) => vocabulary.Find(piece);

    public void Encode(AlignedText text, int start, int end, bool findControl, Scratch scratch, List<EncodedToken> tokens)
    {
        if (settings.IgnoreMerges && vocabulary.Find(text.Chars[start..end]) is >= 0 and int whole)
        {
            tokens.Add(Token(whole, text, start, end));
            return;
        }

        if (words.TryEncode(this, text, start, end, tokens, out int hash)) return;

        MergeList symbols = scratch.Merges;
        symbols.Clear();
        AddCharacters(text, start, end, symbols);
        symbols.Merge(merges);
        if (words.HasRoom(end - start, hash)) words.Add(text.Chars[start..end], hash, PiecesOf(symbols, text, start));
        for (int at = symbols.Count == 0 ? MergeList.None : 0; at != MergeList.None; at = symbols.Symbols[at].Next)
        {
            ref MergeList.Symbol symbol = ref symbols.Symbols[at];
            tokens.Add(Token(symbol.Id, text, symbol.Start, symbol.Start + Units(symbol, text)));
        }
    }

    private int IdOf(char c) => c < characters.Length ? characters[c] : -1;

    private static WordCache.Piece[] PiecesOf(MergeList symbols, AlignedText text, int start)
    {
        List<WordCache.Piece> pieces = [];
        for (int at = symbols.Count == 0 ? MergeList.None : 0; at != MergeList.None; at = symbols.Symbols[at].Next)
        {
            ref MergeList.Symbol symbol = ref symbols.Symbols[at];
            pieces.Add(new WordCache.Piece(symbol.Id, symbol.Start - start, symbol.Start - start + Units(symbol, text)));
        }

        return [.. pieces];
    }

    // A byte piece has no unit of its own: it stands for its whole character.
    private static int Units(in MergeList.Symbol symbol, AlignedText text) =>
        symbol.Length > 0 ? symbol.Length : Runes.Width(text.Chars, symbol.Start);

    private EncodedToken Token(int id, AlignedText text, int start, int end)
    {
        bool isUnknown = id == UnknownId;
        string piece = isUnknown ? text.Chars[start..end].ToString() : vocabulary.Piece(id);
        return new EncodedToken(id, piece, text.Starts[start], text.Ends[end - 1], IsSpecial: false, Sequence: 0, TypeId: 0, isUnknown);
    }

    private void AddCharacters(AlignedText text, int start, int end, MergeList symbols)
    {
        (int Start, int Length) unknown = default;
        for (int at = start; at < end;)
        {
            int width = Runes.Width(text.Chars, at);
            int id = width == 1 ? IdOf(text.Chars[at]) : vocabulary.Find(text.Chars.Slice(at, width));
            if (id >= 0)
            {
                Flush(ref unknown);
                symbols.Add(id, at, width);
            }
            else if (!TryAddBytes(text, at, symbols) && UnknownId >= 0)
            {
                if (!settings.FuseUnknown) Flush(ref unknown);
                unknown = unknown.Length == 0 ? (at, width) : (unknown.Start, at + width - unknown.Start);
            }

            at += width;
        }

        Flush(ref unknown);

        void Flush(ref (int Start, int Length) unknown)
        {
            if (unknown.Length > 0) symbols.Add(UnknownId, unknown.Start, unknown.Length);
            unknown = default;
        }
    }

    private bool TryAddBytes(AlignedText text, int at, MergeList symbols)
    {
        if (bytes is null) return false;

        Span<byte> utf8 = stackalloc byte[4];
        utf8 = utf8[..new Rune(Runes.At(text.Chars, at)).EncodeToUtf8(utf8)];
        foreach (byte value in utf8)
        {
            if (bytes[value] < 0) return false;
        }

        foreach (byte value in utf8) symbols.Add(bytes[value], at, 0);
        return true;
    }
}
