namespace LrpGen.Generator.Graphs;

/// <summary>What the rows of a tensor stand for: the only dimension that is not a constant.</summary>
internal enum RowKind
{
    /// <summary>One row a token, all samples (sequences) one behind the other: their number is what the input brings.</summary>
    Tokens,

    /// <summary>One row a sample and position (pixel), samples one behind the other: a sequence has one position.</summary>
    Samples,
}

/// <summary>A value of the network: rows of a constant number of columns.</summary>
/// <param name="Name">Unique in the graph, and a C# identifier.</param>
/// <param name="Rows">What a row stands for.</param>
/// <param name="Columns">Number of columns.</param>
/// <param name="Positions">Rows of one sample: the pixels of an image; 1 for anything else.</param>
internal sealed record Tensor(string Name, RowKind Rows, int Columns, int Positions = 1)
{
    /// <summary>Whether a sample may have more rows than one.</summary>
    public bool HasManyRows => Rows == RowKind.Tokens || Positions > 1;

    /// <summary>The tensor with one row a sample.</summary>
    public Tensor OneRow => this with { Rows = RowKind.Samples, Positions = 1 };

    /// <summary>The shape as comments print it.</summary>
    public string Shape => Rows switch
    {
        RowKind.Tokens => $"[tokens, {Columns}]",
        _ when Positions == 1 => $"[samples, {Columns}]",
        _ => $"[samples · {Positions}, {Columns}]",
    };
}
