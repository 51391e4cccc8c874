namespace LrpGen.Runtime;

/// <summary>An element-wise formula over the rows of several matrices.</summary>
internal interface IRuleFormula
{
    /// <summary>Computes a row, or several that follow each other in memory.</summary>
    /// <param name="row">The first row, of the matrices that have the rows of all targets.</param>
    /// <param name="at">The row of the forward matrices that it belongs to.</param>
    /// <param name="count">Floats, a multiple of 16.</param>
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
    private bool _isOneRun;

    /// <summary>Computes all rows.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="rows">Rows of all targets.</param>
    /// <param name="forwardRows">Rows of one target, as the forward matrices have them.</param>
    /// <param name="columns">Columns without padding.</param>
    /// <param name="isOneRun">Whether all matrices have their rows without a gap, and the formula is the same for all: see <see cref="RuleRows.AreOneRun"/>.</param>
    /// <param name="workers">The workers to compute on.</param>
    public static void Run(TFormula formula, int rows, int forwardRows, int columns, bool isOneRun, Workers workers)
    {
        var job = new RuleJob<TFormula> { _formula = formula, _columns = columns, _forwardRows = forwardRows, _isOneRun = isOneRun };
        workers.Run(ref job, rows, Workers.RowChunk(columns));
    }

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // A row of padded columns is a multiple of 16 long; the formulas keep zeros in the padding.
        nint count = Matrix.Pad(_columns);
        int at = start % _forwardRows;
        for (int row = start; row < end;)
        {
            int together = _isOneRun ? Math.Min(end - row, _forwardRows - at) : 1;
            _formula.Row<TLanes>(row, at, count * together);
            row += together;
            at = at + together == _forwardRows ? 0 : at + together;
        }
    }
}

/// <summary>How rows lie in memory.</summary>
internal static class RuleRows
{
    /// <summary>Whether rows follow each other without a gap in all of these matrices, so that many can be computed as one.</summary>
    public static bool AreOneRun(int columns, RawMatrix a, RawMatrix b, RawMatrix c, RawMatrix d = default, RawMatrix e = default)
    {
        nint stride = Matrix.Pad(columns);
        return Fits(a, stride) && Fits(b, stride) && Fits(c, stride) && Fits(d, stride) && Fits(e, stride);
    }

    private static bool Fits(RawMatrix matrix, nint stride) => matrix.IsEmpty || matrix.Stride == stride;
}
