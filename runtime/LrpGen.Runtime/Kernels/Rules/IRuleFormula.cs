namespace LrpGen.Runtime;

/// <summary>An element-wise formula over the rows of several matrices.</summary>
internal interface IRuleFormula
{
    /// <summary>Computes one row: <paramref name="count"/> floats, a multiple of 16.</summary>
    void Row<T>(int row, nint count)
        where T : unmanaged, ILanes<T>;
}

/// <summary>A formula over rows.</summary>
internal struct RuleJob<TFormula> : IJob
    where TFormula : struct, IRuleFormula
{
    private TFormula _formula;
    private int _columns;

    public static void Run(TFormula formula, int rows, int columns, Workers workers)
    {
        var job = new RuleJob<TFormula> { _formula = formula, _columns = columns };
        workers.Run(ref job, rows, Workers.RowChunk(columns));
    }

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // A row of padded columns is a multiple of 16 long; the formulas keep zeros in the padding.
        nint count = Matrix.Pad(_columns);
        for (int row = start; row < end; row++)
        {
            _formula.Row<TLanes>(row, count);
        }
    }
}
