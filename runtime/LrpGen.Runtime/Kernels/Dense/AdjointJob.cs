namespace LrpGen.Runtime;

/// <summary>gIn (+)= g·W from token panels of g. An item is a chunk of inputs.</summary>
/// <remarks>
/// A few blocks of weights at a time pass along the inputs of the chunk, for one panel after another. The sums of all
/// tokens lie aside, transposed, until the last block. How the work is cut does not change any sum.
/// </remarks>
internal unsafe struct AdjointJob<TMap> : IJob
    where TMap : struct, IWeightMap
{
    /// <summary>Outputs that are summed in one chain before they are added to the total: a multiple of what all streams hold.</summary>
    private const int OutputBlock = TileProduct.LongestChain;

    /// <summary>Inputs of a chunk whose weights are read again for every panel: those of an output block fit the second-level cache.</summary>
    private const int CachedChunk = 128;

    /// <summary>Inputs of a chunk at most. With one panel weights are read once, and long ways are the fastest.</summary>
    private const int LongestChunk = 768;

    /// <summary>Tokens whose sums lie in the second-level cache at a time; a multiple of all panels' tokens.</summary>
    private const int TokenBlock = 240;

    /// <summary>Streams of weights side by side: more than these make the prefetchers lose their way; few tokens take half of them.</summary>
    private const int Streams = 8;

    private StoredBlocks _weights;
    private int _outputs;
    private int _inputs;
    private int _chunk;
    private RawMatrix _gIn;
    private int _tokens;
    private bool _accumulate;
    private float* _panels;

    public static void Run(RawMatrix g, int tokens, PackedLinear w, RawMatrix gIn, bool accumulate, Workers workers)
    {
        int panelTokens = PanelJob.PanelTokens(workers.Width);
        int panels = (tokens + panelTokens - 1) / panelTokens;
        float* packed = workers.Common((long)panels * panelTokens * w.Outputs);
        var pack = new PanelJob(g, tokens, w.Outputs, packed);
        workers.Run(ref pack, panels * pack.ItemsOfAPanel, 4);
        int inputs = Matrix.Pad(w.Inputs);
        var job = new AdjointJob<TMap>
        {
            _weights = w.Weights,
            _outputs = w.Outputs,
            _inputs = inputs,
            _chunk = Chunk(inputs, panels, workers.Count),
            _gIn = gIn,
            _tokens = tokens,
            _accumulate = accumulate,
            _panels = packed,
        };
        workers.Run(ref job, tokens == 0 ? 0 : (inputs + job._chunk - 1) / job._chunk, 1);
        GC.KeepAlive(w);
    }

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int panelTokens = PanelJob.PanelTokens(TLanes.Width);
        long sums = 2L * _chunk * Math.Min(TokenBlock, (_tokens + panelTokens - 1) / panelTokens * panelTokens);
        float* total = scratch.Floats(sums + _weights.ScratchOf(Streams, _chunk)), panel = total + sums;
        for (int item = start; item < end; item++)
        {
            int input = item * _chunk, inputs = Math.Min(_chunk, _inputs - input);
            for (int token = 0; token < _tokens; token += TokenBlock)
            {
                int tokens = Math.Min(TokenBlock, _tokens - token), last = (tokens - 1) / panelTokens * panelTokens;
                var part = new Part(input, inputs, token, tokens, inputs * (last + PanelJob.PanelWidth(TLanes.Width, tokens - last)));
                Sum<TLanes>(part, 0, total, null, panel);
                for (int output = OutputBlock; output < _outputs; output += OutputBlock)
                {
                    Sum<TLanes>(part, output, total + part.Sums, total, panel);
                }

                Store<TLanes>(part, total);
            }
        }
    }

    private static int Chunk(int inputs, int panels, int workers)
    {
        int longest = panels > 1 ? CachedChunk : LongestChunk;

        // About four items a worker.
        return workers == 1 ? longest : Math.Clamp(inputs / (4 * workers) / 16 * 16, 16, longest);
    }

    /// <summary>sums [inputs, tokens], panel by panel, over one block of outputs; if there is a total, they are added to that.</summary>
    private readonly void Sum<TLanes>(in Part part, int firstOutput, float* sums, float* total, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int streams = _tokens > 16 ? Streams : Streams / 2, panelTokens = PanelJob.PanelTokens(TLanes.Width);
        int lastOutput = Math.Min(firstOutput + OutputBlock, _outputs), blocks;
        for (int output = firstOutput; output < lastOutput; output += blocks * 16)
        {
            blocks = Math.Min(streams, (lastOutput - output) / 16);
            float* w = _weights.Read(output / 16, blocks, part.Input, part.Inputs, panel, out nint blockStride);
            for (int t = 0; t < part.Tokens; t += panelTokens)
            {
                int token = part.Token + t;
                int width = PanelJob.PanelWidth(TLanes.Width, _tokens - token);
                float* g = _panels + ((nint)token * _outputs) + ((nint)output * width);
                nint at = (nint)t * part.Inputs;
                float* totals = total == null || output + (blocks * 16) < lastOutput ? null : total + at;
                bool first = output == firstOutput;
                switch (TLanes.Width)
                {
                    case VectorWidth.Bits512: AdjointTiles.Tile512<TMap>(width, w, blockStride, blocks, part.Inputs, g, sums + at, first, totals); break;
                    case VectorWidth.Bits256: AdjointTiles.Tile256<TMap>(width, w, blockStride, blocks, part.Inputs, g, sums + at, first, totals); break;
                    default: AdjointTiles.Tile128<TMap>(width, w, blockStride, blocks, part.Inputs, g, sums + at, first, totals); break;
                }
            }
        }
    }

    /// <summary>The sums [inputs, tokens], panel by panel, as rows of the result.</summary>
    private readonly void Store<TLanes>(in Part part, float* sums)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int panelTokens = PanelJob.PanelTokens(TLanes.Width);
        for (int t = 0; t < part.Tokens; t += panelTokens)
        {
            int token = part.Token + t, width = PanelJob.PanelWidth(TLanes.Width, _tokens - token);
            float* source = sums + ((nint)t * part.Inputs), target = _gIn.Row(token) + part.Input;

            // A few tokens at a time, so that whole cache lines of their rows are written; a few inputs, so that their sums are
            // in the first-level cache until all tokens have passed.
            int count = Math.Min(panelTokens, _tokens - token);
            for (int input = 0; input < part.Inputs; input += CachedChunk)
            {
                int inputs = Math.Min(CachedChunk, part.Inputs - input);
                for (int first = 0, few; first < count; first += few)
                {
                    few = count - first < 8 ? count - first : 4;
                    float* from = source + ((nint)input * width) + first, to = target + (first * _gIn.Stride) + input;
                    Transpose.Run(from, width, to, _gIn.Stride, inputs, few, accumulate: _accumulate);
                }
            }
        }
    }

    /// <summary>Some inputs and tokens, and the floats that their sums take: the last panel may be narrower.</summary>
    private readonly record struct Part(int Input, int Inputs, int Token, int Tokens, int Sums);
}
