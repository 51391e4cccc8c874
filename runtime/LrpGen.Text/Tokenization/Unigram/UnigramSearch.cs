namespace LrpGen.Text.Tokenization;

/// <summary>Finds the segmentation of a text with the largest sum of scores (Viterbi; Kudo 2018, arXiv:1804.10959).</summary>
internal static class UnigramSearch
{
    /// <summary>Adds the tokens of a part of a normalised text.</summary>
    /// <param name="vocabulary">The pieces.</param>
    /// <param name="text">The normalised text.</param>
    /// <param name="start">Where the part begins.</param>
    /// <param name="end">Where the part ends.</param>
    /// <param name="findControl">Whether control pieces can be found in text.</param>
    /// <param name="lattice">Memory for the search.</param>
    /// <param name="tokens">Where the tokens are added.</param>
    internal static void Encode<TArithmetic>(
        UnigramVocabulary vocabulary, AlignedText text, int start, int end, bool findControl, Lattice lattice, List<EncodedToken> tokens)
        where TArithmetic : struct, IScoreArithmetic
    {
        ReadOnlySpan<char> part = text.Chars[start..end];
        UnigramVocabulary.SearchTable table = vocabulary.Table(findControl);
        FindBest<TArithmetic>(table, vocabulary.UnknownScore, part, lattice);
        AddTokens(vocabulary, table.Trie, text, start, part.Length, lattice, tokens);
    }

    private static void FindBest<TArithmetic>(
        UnigramVocabulary.SearchTable table, double unknownScore, ReadOnlySpan<char> part, Lattice lattice)
        where TArithmetic : struct, IScoreArithmetic
    {
        lattice.Reset(part.Length);
        Span<double> scores = lattice.Scores[..(part.Length + 1)];
        Span<int> from = lattice.From[..(part.Length + 1)];
        Span<int> numbers = lattice.Numbers[..(part.Length + 1)];
        CharTrie trie = table.Trie;
        double[] scoreOf = table.Scores;

        for (int begin = 0; begin < part.Length;)
        {
            double till = scores[begin];
            int width = char.IsHighSurrogate(part[begin]) && begin + 1 < part.Length ? 2 : 1;
            bool characterIsPiece = false;

            int node = trie.Root(part[begin]);
            for (int stop = begin + 1; node >= 0; stop++)
            {
                int number = CharTrie.Number(node);
                if ((uint)number < (uint)scoreOf.Length)
                {
                    double score = TArithmetic.Round(scoreOf[number] + till);
                    if (from[stop] == Lattice.Unreached || score > scores[stop])
                    {
                        scores[stop] = score;
                        from[stop] = begin;
                        numbers[stop] = number;
                    }

                    characterIsPiece |= stop - begin == width;
                }

                if (stop == part.Length) break;
                node = trie.Child(node, part[stop]);
            }

            if (!characterIsPiece)
            {
                int stop = begin + width;
                double score = TArithmetic.Round(unknownScore + till);
                if (from[stop] == Lattice.Unreached || score > scores[stop])
                {
                    scores[stop] = score;
                    from[stop] = begin;
                    numbers[stop] = Lattice.Unknown;
                }
            }

            begin += width;
        }
    }

    private static void AddTokens(
        UnigramVocabulary vocabulary, CharTrie trie, AlignedText text, int offset, int length, Lattice lattice, List<EncodedToken> tokens)
    {
        int first = tokens.Count;
        Span<int> from = lattice.From;
        ReadOnlySpan<int> starts = text.Starts;
        ReadOnlySpan<int> ends = text.Ends;

        for (int stop = length; stop > 0;)
        {
            int id = IdAt(stop);
            int begin = from[stop];
            string piece;
            bool isUnknown = id == vocabulary.UnknownId;
            if (isUnknown)
            {
                // Neighbouring unknown characters are one unknown token.
                while (begin > 0 && IdAt(begin) == id) begin = from[begin];
                piece = text.Chars[(offset + begin)..(offset + stop)].ToString();
            }
            else
            {
                piece = vocabulary.Piece(id);
            }

            tokens.Add(new EncodedToken(
                id, piece, starts[offset + begin], ends[offset + stop - 1], IsSpecial: false, Sequence: 0, TypeId: 0, isUnknown));
            stop = begin;
        }

        tokens.Reverse(first, tokens.Count - first);

        int IdAt(int stop) => lattice.Numbers[stop] is var number && number == Lattice.Unknown ? vocabulary.UnknownId : trie.ValueOf(number);
    }
}
