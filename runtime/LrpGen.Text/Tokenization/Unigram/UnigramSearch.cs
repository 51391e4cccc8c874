using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LrpGen.Text.Tokenization;

/// <summary>Finds the segmentation of a text with the largest sum of scores (Viterbi; Kudo 2018, arXiv:1804.10959).</summary>
internal static class UnigramSearch
{
    /// <summary>Finds the best way to every position of a part of a normalised text.</summary>
    /// <param name="trie">The pieces.</param>
    /// <param name="unknownScore">What a character without a piece costs.</param>
    /// <param name="part">The part.</param>
    /// <param name="till">The sum of what comes before it.</param>
    /// <param name="lattice">Where the ways are left.</param>
    internal static void FindBest<TArithmetic>(PieceTrie trie, double unknownScore, ReadOnlySpan<char> part, double till, Lattice lattice)
        where TArithmetic : struct, IScoreArithmetic
    {
        Span<Lattice.Way> ways = lattice.Reset(part.Length, till);
        Span<double> seconds = lattice.Seconds;
        for (int begin = 0; begin < part.Length;)
        {
            till = ways[begin].Score;
            int width = char.IsHighSurrogate(part[begin]) && begin + 1 < part.Length ? 2 : 1;
            bool characterIsPiece = false;
            if (trie.Single(part[begin]) is >= 0 and int single)
            {
                Reach<TArithmetic>(ways, seconds, begin, begin + 1, trie.Score(single) + till, single);
                characterIsPiece = width == 1;
            }

            if (begin + 1 < part.Length && trie.Bucket(part[begin], part[begin + 1]) is { } bucket)
            {
                double[] scoreOf = bucket.Scores;
                int node = bucket.First(part[begin], part[begin + 1]);
                for (int stop = begin + 2; node >= 0; stop++)
                {
                    int number = PieceBucket.Number(node);
                    if ((uint)number < (uint)scoreOf.Length)
                    {
                        Reach<TArithmetic>(ways, seconds, begin, stop, scoreOf[number] + till, bucket.IdOf(number));
                        characterIsPiece |= stop - begin == width;
                    }

                    if (stop == part.Length) break;
                    node = bucket.Child(node, part[stop]);
                }
            }

            if (!characterIsPiece) Reach<TArithmetic>(ways, seconds, begin, begin + width, unknownScore + till, Lattice.Unknown);
            begin += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reach<TArithmetic>(Span<Lattice.Way> ways, Span<double> seconds, int begin, int stop, double sum, int id)
        where TArithmetic : struct, IScoreArithmetic
    {
        double score = TArithmetic.Round(sum);
        ref Lattice.Way way = ref ways[stop];
        bool isFirst = way.From == Lattice.Unreached;
        if (isFirst || score > way.Score)
        {
            if (TArithmetic.RunsOn) seconds[stop] = isFirst ? double.NegativeInfinity : way.Score;
            way = new Lattice.Way(score, begin, id);
        }
        else if (TArithmetic.RunsOn && score > seconds[stop])
        {
            seconds[stop] = score;
        }
    }

    /// <summary>Adds the tokens of the best way through a part of a text.</summary>
    internal static void AddTokens(
        UnigramVocabulary vocabulary, AlignedText text, int offset, int length, Lattice lattice, List<EncodedToken> tokens)
    {
        ReadOnlySpan<int> starts = text.Starts;
        ReadOnlySpan<int> ends = text.Ends;

        // The way back gives the last token first: they are counted, then written from the end.
        int at = tokens.Count + CountOf(vocabulary, length, lattice);
        CollectionsMarshal.SetCount(tokens, at);
        Span<EncodedToken> written = CollectionsMarshal.AsSpan(tokens);
        for (int stop = length; stop > 0;)
        {
            (int id, int begin) = Last(vocabulary, stop, lattice);
            bool isUnknown = id == vocabulary.UnknownId;
            string piece = isUnknown ? text.Chars[(offset + begin)..(offset + stop)].ToString() : vocabulary.Piece(id);
            written[--at] = new EncodedToken(
                id, piece, starts[offset + begin], ends[offset + stop - 1], IsSpecial: false, Sequence: 0, TypeId: 0, isUnknown);
            stop = begin;
        }
    }

    /// <summary>The pieces of the best way through a part of a text.</summary>
    internal static WordCache.Piece[] Pieces(UnigramVocabulary vocabulary, int length, Lattice lattice)
    {
        WordCache.Piece[] pieces = new WordCache.Piece[CountOf(vocabulary, length, lattice)];
        int at = pieces.Length;
        for (int stop = length; stop > 0;)
        {
            (int id, int begin) = Last(vocabulary, stop, lattice);
            pieces[--at] = new WordCache.Piece(id, begin, stop);
            stop = begin;
        }

        return pieces;
    }

    /// <summary>The scores of the best way through a part of a text, step by step: of unknown characters each is one.</summary>
    internal static double[] Steps(UnigramVocabulary vocabulary, PieceTrie trie, int length, Lattice lattice)
    {
        List<double> steps = [];
        for (int stop = length; stop > 0; stop = lattice.Ways[stop].From)
        {
            steps.Add(lattice.Ways[stop].Id is >= 0 and int id ? trie.Score(id) : vocabulary.UnknownScore);
        }

        steps.Reverse();
        return [.. steps];
    }

    private static int CountOf(UnigramVocabulary vocabulary, int length, Lattice lattice)
    {
        int count = 0;
        for (int stop = length; stop > 0; stop = Last(vocabulary, stop, lattice).Begin) count++;
        return count;
    }

    // The last token of the best way to a position. Neighbouring unknown characters are one unknown token.
    private static (int Id, int Begin) Last(UnigramVocabulary vocabulary, int stop, Lattice lattice)
    {
        int id = IdAt(stop), begin = lattice.Ways[stop].From;
        if (id != vocabulary.UnknownId) return (id, begin);
        while (begin > 0 && IdAt(begin) == id) begin = lattice.Ways[begin].From;
        return (id, begin);

        int IdAt(int at) => lattice.Ways[at].Id is >= 0 and int piece ? piece : vocabulary.UnknownId;
    }
}
