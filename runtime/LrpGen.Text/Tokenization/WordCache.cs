using System.Runtime.InteropServices;

namespace LrpGen.Text.Tokenization;

/// <summary>What words became: texts have few different ones. It holds the words that come first, and allocates nothing once it has them.</summary>
/// <remarks>Safe to use from several threads: entries never change, and of two threads that add one either counts.</remarks>
internal sealed class WordCache
{
    private const int Slots = 1 << 13;
    private const int LongestWord = 32;

    private readonly Entry?[] entries = new Entry?[Slots];

    /// <summary>Adds the tokens of a word that is known.</summary>
    /// <returns>False where it is not known; <paramref name="hash"/> is then for <see cref="Add"/>.</returns>
    internal bool TryEncode(ITokenModel model, AlignedText text, int start, int end, List<EncodedToken> tokens, out int hash)
    {
        hash = 0;
        if (end - start > LongestWord) return false;
        ReadOnlySpan<char> word = text.Chars[start..end];
        hash = string.GetHashCode(word);
        Entry? entry = entries[hash & (Slots - 1)];
        if (entry is null || !Is(entry, hash, word)) entry = entries[(hash & (Slots - 1)) ^ 1];
        if (entry is null || !Is(entry, hash, word)) return false;

        ReadOnlySpan<int> starts = text.Starts, ends = text.Ends;
        int at = tokens.Count;
        CollectionsMarshal.SetCount(tokens, at + entry.Pieces.Length);
        Span<EncodedToken> written = CollectionsMarshal.AsSpan(tokens);
        foreach (Piece piece in entry.Pieces)
        {
            bool isUnknown = piece.Id == model.UnknownId;
            string name = isUnknown ? word[piece.Start..piece.End].ToString() : model.Piece(piece.Id);
            written[at++] = new EncodedToken(
                piece.Id, name, starts[start + piece.Start], ends[start + piece.End - 1], IsSpecial: false, Sequence: 0, TypeId: 0, isUnknown);
        }

        return true;
    }

    /// <summary>Whether there is room for a word.</summary>
    internal bool HasRoom(int length, int hash) => length <= LongestWord && (entries[hash & (Slots - 1)] is null || entries[(hash & (Slots - 1)) ^ 1] is null);

    /// <summary>Adds a word that there is room for.</summary>
    internal void Add(ReadOnlySpan<char> word, int hash, Piece[] pieces)
    {
        int slot = hash & (Slots - 1);
        entries[entries[slot] is null ? slot : slot ^ 1] = new Entry(word.ToString(), hash, pieces);
    }

    private static bool Is(Entry entry, int hash, ReadOnlySpan<char> word) => entry.Hash == hash && word.SequenceEqual(entry.Word);

    /// <summary>A piece and its units of the word.</summary>
    internal readonly record struct Piece(int Id, int Start, int End);

    private sealed record Entry(string Word, int Hash, Piece[] Pieces);
}
