namespace LrpGen.Runtime;

/// <summary>gIn (+)= g·W from token panels of g. An item is a strip of inputs, as many as a tile has.</summary>
internal unsafe struct AdjointJob<TMap> : IJob
    where TMap : struct, IWeightMap
{
    /// <summary>Outputs that are summed before the result is stored and loaded again.</summary>
    private const int OutputBlock = 768;

    /// <summary>Inputs of the tallest tile times tokens of the widest.</summary>
    private const int LargestTile = 8 * 32;

    private float* _weights;
    private nint _blockStride;
    private int _outputs;
    private RawMatrix _gIn;
    private int _tokens;
    private bool _accumulate;
    private float* _panels;

    public static void Run(RawMatrix g, int tokens, PackedLinear w, RawMatrix gIn, bool accumulate, Workers workers)
    {
        (int tileInputs, int panelTokens) = workers.Width switch
        {
            VectorWidth.Bits512 => (AdjointTiles.Inputs512, AdjointTiles.Tokens512),
            VectorWidth.Bits256 => (AdjointTiles.Inputs256, AdjointTiles.Tokens256),
            _ => (AdjointTiles.Inputs128, AdjointTiles.Tokens128),
        };
        int panels = (tokens + panelTokens - 1) / panelTokens;
        float* packed = workers.Common((long)panels * panelTokens * w.Outputs);
        var pack = new PanelJob { G = g, Tokens = tokens, PanelTokens = panelTokens, Outputs = w.Outputs, Panels = packed };
        workers.Run(ref pack, panels * (w.Outputs / 16), 16);
        var job = new AdjointJob<TMap>
        {
            _weights = w.Weights,
            _blockStride = w.BlockStride,
            _outputs = w.Outputs,
            _gIn = gIn,
            _tokens = tokens,
            _accumulate = accumulate,
            _panels = packed,
        };
        int strips = tokens == 0 ? 0 : Matrix.Pad(w.Inputs) / tileInputs;
        workers.Run(ref job, strips, Math.Clamp(strips / (4 * workers.Count), 1, 16));
        GC.KeepAlive(w);
    }

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        (int tileInputs, int panelTokens) = TLanes.Width switch
        {
            VectorWidth.Bits512 => (AdjointTiles.Inputs512, AdjointTiles.Tokens512),
            VectorWidth.Bits256 => (AdjointTiles.Inputs256, AdjointTiles.Tokens256),
            _ => (AdjointTiles.Inputs128, AdjointTiles.Tokens128),
        };
        for (int output = 0; output < _outputs; output += OutputBlock)
        {
            int outputs = Math.Min(OutputBlock, _outputs - output);
            bool accumulate = _accumulate || output > 0;
            for (int strip = start; strip < end; strip++)
            {
                int input = strip * tileInputs;
                float* w = _weights + (output / 16 * _blockStride) + ((nint)input * 16);
                for (int token = 0; token < _tokens; token += panelTokens)
                {
                    int width = PanelJob.PanelWidth(TLanes.Width, panelTokens, _tokens - token);
                    float* panel = _panels + ((nint)token * _outputs) + ((nint)output * width);
                    float* target = _gIn.Row(token) + input;
                    if (token + width <= _tokens)
                    {
                        Tile<TLanes>(width, w, panel, outputs, target, _gIn.Stride, accumulate);
                    }
                    else
                    {
                        PartialTile<TLanes>(width, _tokens - token, tileInputs, w, panel, outputs, target, accumulate);
                    }
                }
            }
        }
    }

    /// <summary>The last tokens do not fill a vector: the tile is stored aside, and the rows that exist are copied.</summary>
    private readonly void PartialTile<TLanes>(int width, int tokens, int inputs, float* w, float* panel, int outputs, float* target, bool accumulate)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* tile = stackalloc float[LargestTile];
        Tile<TLanes>(width, w, panel, outputs, tile, inputs, accumulate: false);
        for (int t = 0; t < tokens; t++)
        {
            float* row = target + (t * _gIn.Stride);
            for (int i = 0; i < inputs; i++)
            {
                float sum = tile[(t * inputs) + i];
                row[i] = accumulate ? sum + row[i] : sum;
            }
        }
    }

    private readonly void Tile<TLanes>(int tokens, float* w, float* panel, int outputs, float* target, nint stride, bool accumulate)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        switch (TLanes.Width)
        {
            // Half a vector of tokens: half a register does, with the same sums.
            case VectorWidth.Bits512 when tokens == 8: AdjointTiles.Tile256<TMap>(tokens, w, _blockStride, panel, outputs, target, stride, accumulate); break;
            case VectorWidth.Bits512: AdjointTiles.Tile512<TMap>(tokens, w, _blockStride, panel, outputs, target, stride, accumulate); break;
            case VectorWidth.Bits256: AdjointTiles.Tile256<TMap>(tokens, w, _blockStride, panel, outputs, target, stride, accumulate); break;
            default: AdjointTiles.Tile128<TMap>(tokens, w, _blockStride, panel, outputs, target, stride, accumulate); break;
        }
    }
}

/// <summary>
/// Packs g [tokens, outputs] into panels [outputs][panel tokens]. The last panel is as wide as whole vectors need, with
/// zeros for the tokens that do not exist. An item is sixteen outputs of one panel.
/// </summary>
internal unsafe struct PanelJob : IJob
{
    public RawMatrix G;
    public int Tokens;
    public int PanelTokens;
    public int Outputs;
    public float* Panels;

    /// <summary>Width of the panel that starts with <paramref name="left"/> tokens to go.</summary>
    public static int PanelWidth(VectorWidth vector, int panelTokens, int left)
    {
        int lanes = vector == VectorWidth.Bits512 && left > 8 ? 16 : vector == VectorWidth.Bits128 ? 4 : 8;
        return left >= panelTokens ? panelTokens : (left + lanes - 1) / lanes * lanes;
    }

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int blocks = Outputs / 16;
        for (int item = start; item < end; item++)
        {
            int token = item / blocks * PanelTokens;
            int output = item % blocks * 16;
            int count = Math.Min(PanelTokens, Tokens - token);
            int width = PanelWidth(TLanes.Width, PanelTokens, count);
            float* panel = Panels + ((nint)token * Outputs) + ((nint)output * width);
            if (count < width)
            {
                new Span<float>(panel, 16 * width).Clear();
            }

            Transpose.Run(G.Row(token) + output, G.Stride, panel, width, count, 16);
        }
    }
}
