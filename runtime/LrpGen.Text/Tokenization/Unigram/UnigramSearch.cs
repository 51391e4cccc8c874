using System.Runtime.InteropServices;

namespace LrpGen.Text.Tokenization;

/// <summary>Finds the segmentation of a text with the largest sum of scores (Viterbi; Kudo 2018, arXiv:1804.10959).</summary>
internal static class UnigramSearch
{
    /// <summary>Finds the best way to every position of a part of a normalised text.</summary>
    /// <param name="table">The pieces.</param>
    /// <param name="unknownScore">What a character without a piece costs.</param>
    /// <param name="part">The part.</param>
    /// <param name="lattice">Where the ways are left.</param>
    internal static void FindBest<TArithmetic>(
        UnigramVocabulary.SearchTable table, double unknownScore, ReadOnlySpan<char> part, Lattice lattice)
        where TArithmetic : struct, IScoreArithmetic
    {
        Span<Lattice.Way> ways = lattice.Reset(part.Length);
        CharTrie trie = table.Trie;
        double[] scoreOf = table.Scores;

        for (int begin = 0; begin < part.Length;)
        {
            double till = ways[begin].Score;
            int width = char.IsHighSurrogate(part[begin]) && begin + 1 < part.Length ? 2 : 1;
            bool characterIsPiece = false;

            int node = trie.Root(part[begin]);
            for (int stop = begin + 1; node >= 0; stop++)
            {
                int number = CharTrie.Number(node);
                if ((uint)number < (uint)scoreOf.Length)
                {
                    double score = TArithmetic.Round(scoreOf[number] + till);
                    ref Lattice.Way way = ref ways[stop];
                    if (way.From == Lattice.Unreached || score > way.Score) way = new Lattice.Way(score, begin, number);

                    characterIsPiece |= stop - begin == width;
                }

                if (stop == part.Length) break;
                node = trie.Child(node, part[stop]);
            }

            if (!characterIsPiece)
            {
                int stop = begin + width;
                double score = TArithmetic.Round(unknownScore + till);
                ref Lattice.Way way = ref ways[stop];
                if (way.From == Lattice.Unreached || score > way.Score) way = new Lattice.Way(score, begin, Lattice.Unknown);
            }

            begin += width;
        }
    }

    /// <summary>Adds the tokens of the best way through a part of a text.</summary>
    internal static void AddTokens(
        UnigramVocabulary vocabulary, CharTrie trie, AlignedText text, int offset, int length, Lattice lattice, List<EncodedToken> tokens)
    {
        ReadOnlySpan<int> starts = text.Starts;
        ReadOnlySpan<int> ends = text.Ends;

        // The way back gives the last token first: they are counted, then written from the end.
        int at = tokens.Count + CountOf(vocabulary, trie, length, lattice);
        CollectionsMarshal.SetCount(tokens, at);
        Span<EncodedToken> written = CollectionsMarshal.AsSpan(tokens);
        for (int stop = length; stop > 0;)
        {
            (int id, int begin) = Last(vocabulary, trie, stop, lattice);
            bool isUnknown = id == vocabulary.UnknownId;
            string piece = isUnknown ? text.Chars[(offset + begin)..(offset + stop)].ToString() : vocabulary.Piece(id);
            written[--at] = new EncodedToken(
                id, piece, starts[offset + begin], ends[offset + stop - 1], IsSpecial: false, Sequence: 0, TypeId: 0, isUnknown);
            stop = begin;
        }
    }

    /// <summary>The pieces of the best way through a part of a text.</summary>
    internal static WordCache.Piece[] Pieces(UnigramVocabulary vocabulary, CharTrie trie, int length, Lattice lattice)
    {
        WordCache.Piece[] pieces = new WordCache.Piece[CountOf(vocabulary, trie, length, lattice)];
        int at = pieces.Length;
        for (int stop = length; stop > 0;)
        {
            (int id, int begin) = Last(vocabulary, trie, stop, lattice);
            pieces[--at] = new WordCache.Piece(id, begin, stop);
            stop = begin;
        }

        return pieces;
    }

    private static int CountOf(UnigramVocabulary vocabulary, CharTrie trie, int length, Lattice lattice)
    {
        int count = 0;
        for (int stop = length; stop > 0; stop = Last(vocabulary, trie, stop, lattice).Begin) count++;
        return count;
    }

    // The last token of the best way to a position. Neighbouring unknown characters are one unknown token.
    private static (int Id, int Begin) Last(UnigramVocabulary vocabulary, CharTrie trie, int stop, Lattice lattice)
    {
        int id = IdAt(stop), begin = lattice.Ways[stop].From;
        if (id != vocabulary.UnknownId) return (id, begin);
        while (begin > 0 && IdAt(begin) == id) begin = lattice.Ways[begin].From;
        return (id, begin);

        int IdAt(int at) => lattice.Ways[at].Number is var number && number == Lattice.Unknown ? vocabulary.UnknownId : trie.ValueOf(number);
    }
}
