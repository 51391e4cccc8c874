namespace LrpGen.Runtime;

/// <summary>How attention falls into items: a head of a sequence each.</summary>
internal readonly unsafe struct AttentionShape(int* queryStarts, int* keyStarts, int sequences, int heads, int columns)
{
    /// <summary>Queries whose scores are in the cache at a time. A constant, as the sums over queries are cut by it.</summary>
    public const int QueryBlock = 64;

    /// <summary>Columns of a head.</summary>
    public int HeadColumns => columns / heads;

    public int Items => sequences * heads;

    public int Queries => queryStarts[sequences];

    public int Keys => keyStarts[sequences];

    /// <summary>The rows, the columns and the probabilities of an item.</summary>
    public AttentionItem Item(int item)
    {
        // Sequences first within a head would balance no better; this order keeps the probabilities ascending.
        int sequence = item / heads, head = item % heads;
        long offset = 0;
        for (int s = 0; s < sequence; s++)
        {
            offset += (long)heads * (queryStarts[s + 1] - queryStarts[s]) * Matrix.Pad(keyStarts[s + 1] - keyStarts[s]);
        }

        int queries = queryStarts[sequence + 1] - queryStarts[sequence];
        int keys = keyStarts[sequence + 1] - keyStarts[sequence];
        return new AttentionItem(
            queryStarts[sequence], queries, keyStarts[sequence], keys, head * HeadColumns, offset + ((long)head * queries * Matrix.Pad(keys)));
    }

    /// <summary>Items write their own columns only: nobody else clears the padding.</summary>
    public static void ClearPadding(in Matrix matrix)
    {
        int padding = Matrix.Pad(matrix.Columns) - matrix.Columns;
        for (int row = 0; padding > 0 && row < matrix.Rows; row++)
        {
            matrix.Data.Slice((row * matrix.Stride) + matrix.Columns, padding).Clear();
        }
    }
}

/// <summary>One head of one sequence.</summary>
/// <param name="FirstQuery">Row of the sequence's first query.</param>
/// <param name="Queries">Number of queries.</param>
/// <param name="FirstKey">Row of the sequence's first key.</param>
/// <param name="Keys">Number of keys.</param>
/// <param name="Column">First column of the head.</param>
/// <param name="Probabilities">Where the head's probabilities begin.</param>
internal readonly record struct AttentionItem(int FirstQuery, int Queries, int FirstKey, int Keys, int Column, long Probabilities)
{
    /// <summary>Keys, rounded up to whole vectors: the columns of a row of probabilities.</summary>
    public int PaddedKeys => Matrix.Pad(Keys);
}
