namespace LrpGen.Runtime;

/// <summary>
/// A gathered product: for each result position, the sum over its taps and their source channels. An item is a strip of
/// pixels of one phase, for some of the blocks of result channels.
/// </summary>
/// <remarks>The tables of a strip are made once and serve all blocks; a block's weights stay in the cache while the strip passes.</remarks>
internal unsafe struct ConvolutionJob : IJob
{
    /// <summary>Most pointers in the tables of a strip (32 KiB of them).</summary>
    private const int TableEntries = 4096;

    /// <summary>Tiles of a strip: its sources and results stay in the second-level cache while all blocks pass.</summary>
    private const int MostTiles = 4;

    /// <summary>Tiles of a strip when the weights are mapped, which is done once for each strip.</summary>
    private const int MostMappedTiles = 16;

    /// <summary>Floats of sources that stay in the second-level cache (512 KiB).</summary>
    private const long NearFloats = 128 * 1024;

    private readonly GatherPlan _plan;
    private readonly ConvolutionWeights _weights;
    private readonly int _samples;
    private int _stripTiles;
    private int _blocksPerItem;
    private int _groups;

    public ConvolutionJob(GatherPlan plan, ConvolutionWeights weights, int samples)
    {
        _plan = plan;
        _weights = weights;
        _samples = samples;
    }

    public RawMatrix Source { get; init; }

    public RawMatrix Result { get; init; }

    public WeightMap Map { get; init; }

    /// <summary>What becomes of the results.</summary>
    public ConvolutionEnd End { get; init; }

    public void Run(Workers workers)
    {
        int pixels = TilePixels(workers.Width), wanted = workers.Count == 1 ? 1 : 4 * workers.Count;
        _stripTiles = Math.Clamp(TableEntries / (GatherTable.Pixels * Math.Max(1, _plan.MostTaps)), 1, Map == WeightMap.Identity ? MostTiles : MostMappedTiles);
        while (_stripTiles > 4 && Strips(pixels) < wanted)
        {
            _stripTiles /= 2;
        }

        int strips = Strips(pixels), pairs = (_weights.Blocks + 1) / 2;
        _groups = _weights.IsDepthwise || strips == 0 ? 1 : Math.Clamp((wanted + strips - 1) / strips, 1, pairs);
        _blocksPerItem = 2 * ((pairs + _groups - 1) / _groups);
        _groups = _weights.IsDepthwise ? 1 : (_weights.Blocks + _blocksPerItem - 1) / _blocksPerItem;
        workers.Run(ref this, strips * _groups, 1);
    }

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int pixels = TilePixels(TLanes.Width), stripPixels = pixels * _stripTiles;
        var strip = new ConvolutionStrip(_plan, _weights, _stripTiles, scratch, Map) { IsFar = (long)_samples * _plan.SourcePositions * Source.Stride > NearFloats };
        int phaseStart = 0, p = 0, item = start;
        while (item < end)
        {
            int index = item / _groups, phaseStrips = Strips(_plan.Phases[p], stripPixels);
            if (index >= phaseStart + phaseStrips)
            {
                phaseStart += phaseStrips;
                p++;
                continue;
            }

            GatherPhase phase = _plan.Phases[p];
            int first = (index - phaseStart) * stripPixels;
            strip.Place(phase, first, Math.Min(stripPixels, (_samples * phase.Count) - first), pixels, Side(phase, pixels), Source, Result);
            do
            {
                int block = item % _groups * _blocksPerItem;
                Blocks<TLanes>(ref strip, block, Math.Min(_blocksPerItem, _weights.Blocks - block));
                item++;
            }
            while (item < end && item / _groups == index);
        }

        GC.KeepAlive(_weights);
    }

    /// <summary>Pixels of the largest tile of a width.</summary>
    private static int TilePixels(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => ConvolutionTiles.Pixels512,
        VectorWidth.Bits256 => ConvolutionTiles.Pixels256,
        _ => ConvolutionTiles.Pixels128,
    };

    /// <summary>
    /// Where a tile holds more than a line of pixels, those of all samples lie side by side: tiles then have lines of one height,
    /// and at the border of the pictures none of them needs the taps that are padding there.
    /// </summary>
    private readonly int Side(GatherPhase phase, int pixels) => phase.Width.Count < pixels ? _samples : 1;

    private readonly void Blocks<TLanes>(ref ConvolutionStrip strip, int block, int blocks)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (!_weights.IsDepthwise)
        {
            strip.Multiply<TLanes>(block, blocks, End);
            return;
        }

        DepthwiseRows.Run<TLanes>(ref strip, End.Bias, End.Accumulate);
        if (!End.Activated.IsEmpty)
        {
            strip.Finish<TLanes>(End, 0, _weights.Blocks * 16);
        }
    }

    private readonly int Strips(int pixels)
    {
        int strips = 0;
        foreach (GatherPhase phase in _plan.Phases)
        {
            strips += Strips(phase, pixels * _stripTiles);
        }

        return strips;
    }

    private readonly int Strips(GatherPhase phase, int pixels) => ((_samples * phase.Count) + pixels - 1) / pixels;
}
