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
    /// <returns>False where it is not known; <paramref name="hash"/> is then for adding it.</returns>
    internal bool TryEncode(ITokenModel model, AlignedText text, int start, int end, List<EncodedToken> tokens, out int hash)
    {
        if (Find(text.Chars[start..end], out hash) is not { } entry) return false;
        AddTokens(entry, model, text, start, end, tokens);
        return true;
    }

    /// <summary>What a word became, or null; <paramref name="hash"/> is then for adding it.</summary>
    internal Entry? Find(ReadOnlySpan<char> word, out int hash)
    {
        hash = 0;
        if (word.Length > LongestWord) return null;
        hash = string.GetHashCode(word);
        Entry? entry = entries[hash & (Slots - 1)];
        if (entry is null || !Is(entry, hash, word)) entry = entries[(hash & (Slots - 1)) ^ 1];
        return entry is null || !Is(entry, hash, word) ? null : entry;
    }

    /// <summary>Adds the tokens of a word that is known.</summary>
    internal static void AddTokens(Entry entry, ITokenModel model, AlignedText text, int start, int end, List<EncodedToken> tokens)
    {
        ReadOnlySpan<char> word = text.Chars[start..end];
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
    }

    /// <summary>Whether there is room for a word.</summary>
    internal bool HasRoom(int length, int hash) => length <= LongestWord && (entries[hash & (Slots - 1)] is null || entries[(hash & (Slots - 1)) ^ 1] is null);

    /// <summary>Adds a word that there is room for.</summary>
    internal void Add(ReadOnlySpan<char> word, int hash, Piece[] pieces) => Add(new Entry(word.ToString(), hash, pieces));

    /// <summary>Adds a word that there is room for.</summary>
    internal void Add(Entry entry)
    {
        int slot = entry.Hash & (Slots - 1);
        entries[entries[slot] is null ? slot : slot ^ 1] = entry;
    }

    private static bool Is(Entry entry, int hash, ReadOnlySpan<char> word) => entry.Hash == hash && word.SequenceEqual(entry.Word);

    /// <summary>A piece and its units of the word.</summary>
    internal readonly record struct Piece(int Id, int Start, int End);

    /// <summary>A word and what it became.</summary>
    internal sealed record Entry(string Word, int Hash, Piece[] Pieces)
    {
        /// <summary>The scores of the way through it, step by step.</summary>
        internal double[] Steps { get; init; } = [];

        /// <summary>By how much its way is better than any other, whatever was rounded when it was found.</summary>
        internal double Margin { get; init; }
    }
}
