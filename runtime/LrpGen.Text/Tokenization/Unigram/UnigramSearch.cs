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
        FindBest<TArithmetic>(vocabulary, part, findControl, lattice);
        AddTokens(vocabulary, text, start, part.Length, lattice, tokens);
    }

    private static void FindBest<TArithmetic>(
        UnigramVocabulary vocabulary, ReadOnlySpan<char> part, bool findControl, Lattice lattice)
        where TArithmetic : struct, IScoreArithmetic
    {
        lattice.Reset(part.Length);
        Span<double> scores = lattice.Scores[..(part.Length + 1)];
        Span<int> from = lattice.From[..(part.Length + 1)];
        Span<int> pieces = lattice.Pieces[..(part.Length + 1)];
        CharTrie trie = vocabulary.Trie;

        for (int begin = 0; begin < part.Length;)
        {
            double till = scores[begin];
            int width = char.IsHighSurrogate(part[begin]) && begin + 1 < part.Length ? 2 : 1;
            bool characterIsPiece = false;

            int node = trie.Root(part[begin]);
            for (int stop = begin + 1; node >= 0; stop++)
            {
                int id = trie.Value(node);
                if (id >= 0 && (findControl || !vocabulary.IsControl(id)))
                {
                    double score = TArithmetic.Round(vocabulary.Score(id) + till);
                    if (from[stop] == Lattice.Unreached || score > scores[stop])
                    {
                        scores[stop] = score;
                        from[stop] = begin;
                        pieces[stop] = id;
                    }

                    characterIsPiece |= stop - begin == width;
                }

                if (stop == part.Length) break;
                node = trie.Child(node, part[stop]);
            }

            if (!characterIsPiece)
            {
                int stop = begin + width;
                double score = TArithmetic.Round(vocabulary.UnknownScore + till);
                if (from[stop] == Lattice.Unreached || score > scores[stop])
                {
                    scores[stop] = score;
                    from[stop] = begin;
                    pieces[stop] = vocabulary.UnknownId;
                }
            }

            begin += width;
        }
    }

    private static void AddTokens(
        UnigramVocabulary vocabulary, AlignedText text, int offset, int length, Lattice lattice, List<EncodedToken> tokens)
    {
        int first = tokens.Count;
        Span<int> from = lattice.From;
        Span<int> pieces = lattice.Pieces;
        ReadOnlySpan<int> starts = text.Starts;
        ReadOnlySpan<int> ends = text.Ends;

        for (int stop = length; stop > 0;)
        {
            int id = pieces[stop];
            int begin = from[stop];
            string piece;
            bool isUnknown = id == vocabulary.UnknownId;
            if (isUnknown)
            {
                // Neighbouring unknown characters are one unknown token.
                while (begin > 0 && pieces[begin] == id) begin = from[begin];
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
    }
}
