using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>
/// BPE as sentencepiece runs it: two neighbours merge where their text is a piece, the one with the best score first. Pieces that a user
/// defined are symbols from the beginning and merge with nothing.
/// </summary>
internal sealed class SentencePieceBpeModel : ITokenModel
{
    private readonly SentencePieceModel model;
    private readonly PieceIndex mergeable;
    private readonly UserDefinedPieces userDefined;
    private readonly int[]? bytes;
    private readonly int[] characters;

    internal SentencePieceBpeModel(SentencePieceModel model, int unknownId)
    {
        this.model = model;
        UnknownId = unknownId;
        mergeable = new PieceIndex(model.Texts);
        int[] byteIds = new int[256];
        Array.Fill(byteIds, -1);
        for (int id = 0; id < model.Count; id++)
        {
            PieceKind kind = model.Kind(id);
            if (kind is PieceKind.Normal or PieceKind.UserDefined) mergeable.TryAdd(id);
            if (kind == PieceKind.Byte && ByteOf(model.Texts[id]) is >= 0 and int value) byteIds[value] = id;
        }

        characters = model.Texts.Characters(mergeable.Find);
        userDefined = model.UserDefined;
        bytes = model.ByteFallback ? byteIds : null;
    }

    public int Count => model.Count;

    public int UnknownId { get; }

    public string Piece(int id) => model.Texts.Text(id);

    public int Find(ReadOnlySpan<char> piece) => mergeable.Find(piece);

    public void Encode(AlignedText text, int start, int end, bool findControl, Scratch scratch, List<EncodedToken> tokens)
    {
        MergeList symbols = scratch.Merges;
        symbols.Clear();
        for (int at = start; at < end;)
        {
            int length = userDefined.Longest(text.Chars[at..end], out int id);
            if (length == 0)
            {
                length = Runes.Width(text.Chars, at);
                char c = text.Chars[at];
                id = length > 1 ? mergeable.Find(text.Chars.Slice(at, length)) : c < characters.Length ? characters[c] : -1;
                symbols.Add(id < 0 ? UnknownId : id, at, length);
            }
            else
            {
                symbols.Add(id, at, length, isFrozen: true);
            }

            at += length;
        }

        symbols.Merge(new ByText(this, text.Chars));
        for (int at = symbols.Count == 0 ? MergeList.None : 0; at != MergeList.None; at = symbols.Symbols[at].Next) AddToken(text, symbols.Symbols[at], tokens);
    }

    private void AddToken(AlignedText text, in MergeList.Symbol symbol, List<EncodedToken> tokens)
    {
        (int start, int end) = (text.Starts[symbol.Start], text.Ends[symbol.Start + symbol.Length - 1]);
        if (symbol.Id != UnknownId)
        {
            tokens.Add(new EncodedToken(symbol.Id, Piece(symbol.Id), start, end, IsSpecial: false, Sequence: 0, TypeId: 0));
            return;
        }

        string piece = text.Chars.Slice(symbol.Start, symbol.Length).ToString();
        byte[] utf8 = Encoding.UTF8.GetBytes(piece);
        if (bytes is not null && utf8.All(value => bytes[value] >= 0))
        {
            foreach (byte value in utf8)
            {
                tokens.Add(new EncodedToken(bytes[value], Piece(bytes[value]), start, end, IsSpecial: false, Sequence: 0, TypeId: 0));
            }
        }
        else if (tokens.Count > 0 && tokens[^1] is { IsUnknown: true } last && last.End == start)
        {
            // Neighbouring unknown characters are one unknown token.
            tokens[^1] = last with { Piece = last.Piece + piece, End = end };
        }
        else
        {
            tokens.Add(new EncodedToken(UnknownId, piece, start, end, IsSpecial: false, Sequence: 0, TypeId: 0, IsUnknown: true));
        }
    }

    private static int ByteOf(ReadOnlySpan<char> piece) =>
        piece.Length == 6 && byte.TryParse(piece.Slice(3, 2), System.Globalization.NumberStyles.HexNumber, null, out byte value) ? value : -1;

    private readonly ref struct ByText(SentencePieceBpeModel model, ReadOnlySpan<char> text) : IMergeRule
    {
        private readonly ReadOnlySpan<char> text = text;

        public bool TryFind(in MergeList.Symbol left, in MergeList.Symbol right, out uint rank, out int merged)
        {
            merged = left.IsFrozen || right.IsFrozen ? -1 : model.mergeable.Find(text.Slice(left.Start, left.Length + right.Length));
            rank = merged < 0 ? 0 : RankOf(model.model.Score(merged));
            return merged >= 0;
        }

        // Better scores first: the bits of a float are in its order, but for the sign, and negative ones are the other way round.
        private static uint RankOf(float score)
        {
            uint bits = BitConverter.SingleToUInt32Bits(0 - score);
            return (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        }
    }
}
