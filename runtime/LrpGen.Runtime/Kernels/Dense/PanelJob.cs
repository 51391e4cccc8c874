namespace LrpGen.Runtime;

/// <summary>
/// Packs g [tokens, outputs] into panels [outputs][panel tokens]. The last panel is as wide as whole vectors (at 512 bits,
/// half vectors) need, with zeros for the tokens that do not exist. An item is some outputs of one panel.
/// </summary>
internal readonly unsafe struct PanelJob(RawMatrix g, int tokens, int outputs, float* panels) : IJob
{
    /// <summary>Outputs of an item: a few cache lines of each row.</summary>
    private const int ItemOutputs = 64;

    /// <summary>Items of one panel.</summary>
    public int ItemsOfAPanel => (outputs + ItemOutputs - 1) / ItemOutputs;

    /// <summary>Tokens of a full panel.</summary>
    public static int PanelTokens(VectorWidth vector) => vector switch
    {
        VectorWidth.Bits512 => AdjointTiles.Tokens512,
        VectorWidth.Bits256 => AdjointTiles.Tokens256,
        _ => AdjointTiles.Tokens128,
    };

    /// <summary>Width of the panel that starts with <paramref name="left"/> tokens to go.</summary>
    public static int PanelWidth(VectorWidth vector, int left)
    {
        int panelTokens = PanelTokens(vector), lanes = vector == VectorWidth.Bits128 ? 4 : 8;
        return left >= panelTokens ? panelTokens : (left + lanes - 1) / lanes * lanes;
    }

    public void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int panelTokens = PanelTokens(TLanes.Width);
        for (int item = start; item < end; item++)
        {
            int token = item / ItemsOfAPanel * panelTokens, output = item % ItemsOfAPanel * ItemOutputs;
            int count = Math.Min(panelTokens, tokens - token), width = PanelWidth(TLanes.Width, count);
            int packed = Math.Min(ItemOutputs, outputs - output);
            float* panel = panels + ((nint)token * outputs) + ((nint)output * width);
            if (count < width)
            {
                new Span<float>(panel, packed * width).Clear();
            }

            Transpose.Run(g.Row(token) + output, g.Stride, panel, width, count, packed);
        }
    }
}
