namespace LrpGen.Generator.Graphs;

/// <summary>What the rows of a tensor stand for: the only dimension that is not a constant.</summary>
internal enum RowKind
{
    /// <summary>One row a token, all sequences one behind the other.</summary>
    Tokens,

    /// <summary>One row a sequence.</summary>
    Sequences,
}

/// <summary>A value of the network: rows of a constant number of columns.</summary>
/// <param name="Name">Unique in the graph, and a C# identifier.</param>
/// <param name="Rows">What a row stands for.</param>
/// <param name="Columns">Number of columns.</param>
internal sealed record Tensor(string Name, RowKind Rows, int Columns)
{
    /// <summary>The shape as comments print it.</summary>
    public string Shape => Rows == RowKind.Tokens ? $"[tokens, {Columns}]" : $"[sequences, {Columns}]";
}
