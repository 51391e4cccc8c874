namespace LrpGen.Runtime;

/// <summary>An element-wise formula over the rows of several matrices.</summary>
internal interface IRuleFormula
{
    /// <summary>Computes one row.</summary>
    /// <param name="row">Row of the matrices that have the rows of all targets.</param>
    /// <param name="at">The row of the forward matrices that it belongs to.</param>
    /// <param name="count">Floats of a row, a multiple of 16.</param>
    void Row<T>(int row, int at, nint count)
        where T : unmanaged, ILanes<T>;
}

/// <summary>A formula over rows.</summary>
internal struct RuleJob<TFormula> : IJob
    where TFormula : struct, IRuleFormula
{
    private TFormula _formula;
    private int _columns;
    private int _forwardRows;

    /// <summary>Computes all rows.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="rows">Rows of all targets.</param>
    /// <param name="forwardRows">Rows of one target, as the forward matrices have them.</param>
    /// <param name="columns">Columns without padding.</param>
    /// <param name="workers">The workers to compute on.</param>
    public static void Run(TFormula formula, int rows, int forwardRows, int columns, Workers workers)
    {
        var job = new RuleJob<TFormula> { _formula = formula, _columns = columns, _forwardRows = forwardRows };
        workers.Run(ref job, rows, Workers.RowChunk(columns));
    }

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // A row of padded columns is a multiple of 16 long; the formulas keep zeros in the padding.
        nint count = Matrix.Pad(_columns);
        int at = start % _forwardRows;
        for (int row = start; row < end; row++)
        {
            _formula.Row<TLanes>(row, at, count);
            at = at + 1 == _forwardRows ? 0 : at + 1;
        }
    }
}
