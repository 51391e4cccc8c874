namespace LrpGen.Text.Tokenization;

/// <summary>
/// A trie of a vocabulary's pieces with their scores, in buckets by the first two characters. A bucket is built when a text first asks for it:
/// a vocabulary of a hundred languages is loaded without what the texts of one never touch, and what they do touch lies close together.
/// </summary>
/// <remarks>Safe to use from several threads: of two that build a bucket either counts.</remarks>
internal sealed class PieceTrie
{
    private const int Buckets = 1 << 13;

    private readonly PieceTable pieces;
    private readonly double[] scores;

    // Pieces of one character by that character, as far as there are any; -1 elsewhere.
    private readonly int[] single;

    // The ids of longer pieces by bucket, and where each bucket begins.
    private readonly int[] ids;
    private readonly int[] starts;
    private readonly PieceBucket?[] buckets = new PieceBucket?[Buckets];

    /// <param name="pieces">The piece of every id.</param>
    /// <param name="scores">The score of every id.</param>
    /// <param name="found">The ids of pieces that are found in text, smaller ones first. Of equal pieces the largest id counts; empty ones are left out.</param>
    /// <exception cref="InvalidDataException">A bucket would have more nodes than a trie can have.</exception>
    internal PieceTrie(PieceTable pieces, double[] scores, ReadOnlySpan<int> found)
    {
        (this.pieces, this.scores) = (pieces, scores);
        short[] bucketOf = new short[found.Length];
        long[] units = new long[Buckets];
        starts = new int[Buckets + 1];
        single = [];
        for (int i = 0; i < found.Length; i++)
        {
            ReadOnlySpan<char> piece = pieces[found[i]];
            bucketOf[i] = -1;
            if (piece.Length == 1) SetSingle(ref single, piece[0], found[i]);
            if (piece.Length < 2) continue;
            int bucket = BucketOf(piece[0], piece[1]);
            bucketOf[i] = (short)bucket;
            starts[bucket + 1]++;
            units[bucket] += piece.Length;
        }

        if (units.Max() > PieceBucket.MaxNodes)
        {
            throw new InvalidDataException($"found a vocabulary whose pieces have more than {PieceBucket.MaxNodes} beginnings.");
        }

        for (int bucket = 0; bucket < Buckets; bucket++) starts[bucket + 1] += starts[bucket];
        int[] next = starts[..^1];
        ids = new int[starts[^1]];
        for (int i = 0; i < found.Length; i++)
        {
            if (bucketOf[i] >= 0) ids[next[bucketOf[i]]++] = found[i];
        }
    }

    /// <summary>The piece of one character, or -1.</summary>
    internal int Single(char c) => c < single.Length ? single[c] : -1;

    /// <summary>The pieces that begin with two characters, and others; null for none.</summary>
    internal PieceBucket? Bucket(char first, char second)
    {
        int bucket = BucketOf(first, second);
        return buckets[bucket] ?? Build(bucket);
    }

    /// <summary>The score of a piece.</summary>
    internal double Score(int id) => scores[id];

    /// <summary>The id of a piece, or -1.</summary>
    internal int Find(ReadOnlySpan<char> piece) => piece.Length switch
    {
        0 => -1,
        1 => Single(piece[0]),
        _ => Bucket(piece[0], piece[1])?.Find(piece) ?? -1,
    };

    private static int BucketOf(char first, char second) => (int)(((uint)((first << 16) | second) * 0x9E37_79B1) >> (32 - 13));

    private static void SetSingle(ref int[] single, char c, int id)
    {
        if (c >= single.Length)
        {
            int known = single.Length;
            Array.Resize(ref single, Math.Max(c + 1, Math.Min(2 * known, char.MaxValue + 1)));
            single.AsSpan(known).Fill(-1);
        }

        single[c] = id;
    }

    private PieceBucket? Build(int bucket)
    {
        ReadOnlySpan<int> own = ids.AsSpan(starts[bucket]..starts[bucket + 1]);
        if (own.IsEmpty) return null;
        PieceBucket built = new(pieces, scores, own);
        Volatile.Write(ref buckets[bucket], built);
        return built;
    }
}
