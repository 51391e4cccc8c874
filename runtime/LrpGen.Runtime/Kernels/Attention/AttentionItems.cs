namespace LrpGen.Runtime;

/// <summary>How attention falls into items: a head of a sequence each.</summary>
internal readonly unsafe struct AttentionItems(int* queryStarts, int* keyStarts, int sequences, int heads, int keyValueHeads, int columns)
{
    /// <summary>Queries whose scores are in the cache at a time. A constant, as the sums over queries are cut by it.</summary>
    public const int QueryBlock = 64;

    /// <summary>Columns of a head.</summary>
    public int HeadColumns => columns / heads;

    /// <summary>Query heads that read the same keys and values.</summary>
    public int Group => heads / keyValueHeads;

    /// <summary>Number of items that are a query head each.</summary>
    public int QueryItems => sequences * heads;

    /// <summary>Number of items that are a key and value head each, with the query heads that read it.</summary>
    public int KeyItems => sequences * keyValueHeads;

    public int Queries => queryStarts[sequences];

    public int Keys => keyStarts[sequences];

    /// <summary>A query head, by its item.</summary>
    public AttentionItem QueryItem(int item) => Item(item / heads, item % heads);

    /// <summary>The first query head of a key and value head, by its item.</summary>
    public AttentionItem KeyItem(int item) => Item(item / keyValueHeads, item % keyValueHeads * Group);

    /// <summary>The query head behind this one, of the same keys.</summary>
    public AttentionItem Next(in AttentionItem item) =>
        item with { Column = item.Column + HeadColumns, Probabilities = item.Probabilities + ((long)item.Queries * item.PaddedKeys) };

    /// <summary>Items write their own columns only: nobody else clears the padding.</summary>
    public static void ClearPadding(in Matrix matrix)
    {
        int padding = Matrix.Pad(matrix.Columns) - matrix.Columns;
        for (int row = 0; padding > 0 && row < matrix.Rows; row++)
        {
            matrix.Data.Slice((row * matrix.Stride) + matrix.Columns, padding).Clear();
        }
    }

    /// <summary>The rows, the columns and the probabilities of an item.</summary>
    private AttentionItem Item(int sequence, int head)
    {
        // Sequences first within a head would balance no better; this order keeps the probabilities ascending.
        long offset = 0;
        for (int s = 0; s < sequence; s++)
        {
            offset += (long)heads * (queryStarts[s + 1] - queryStarts[s]) * Matrix.Pad(keyStarts[s + 1] - keyStarts[s]);
        }

        int queries = queryStarts[sequence + 1] - queryStarts[sequence];
        int keys = keyStarts[sequence + 1] - keyStarts[sequence];
        return new AttentionItem(
            queryStarts[sequence],
            queries,
            keyStarts[sequence],
            keys,
            head * HeadColumns,
            head / Group * HeadColumns,
            offset + ((long)head * queries * Matrix.Pad(keys)));
    }
}

/// <summary>One head of one sequence.</summary>
/// <param name="FirstQuery">Row of the sequence's first query.</param>
/// <param name="Queries">Number of queries.</param>
/// <param name="FirstKey">Row of the sequence's first key.</param>
/// <param name="Keys">Number of keys.</param>
/// <param name="Column">First column of the head in the queries.</param>
/// <param name="KeyColumn">First column of the head in the keys and values.</param>
/// <param name="Probabilities">Where the head's probabilities begin.</param>
internal readonly record struct AttentionItem(int FirstQuery, int Queries, int FirstKey, int Keys, int Column, int KeyColumn, long Probabilities)
{
    /// <summary>Keys, rounded up to whole vectors: the columns of a row of probabilities.</summary>
    public int PaddedKeys => Matrix.Pad(Keys);
}
