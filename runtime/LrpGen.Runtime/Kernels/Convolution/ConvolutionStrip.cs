using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>A strip of tiles with its tables, in the scratch memory of one worker.</summary>
internal unsafe ref struct ConvolutionStrip
{
    private readonly GatherPlan _plan;
    private readonly WeightMap _map;
    private readonly float* _zeros;
    private readonly float* _spare;
    private readonly float** _sources;
    private readonly float** _results;
    private readonly float** _activated;
    private readonly nint* _tapOffsets;
    private readonly float* _mapped;
    private int _tilePixels;
    private int _mappedBlock = -1;

    public ConvolutionStrip(GatherPlan plan, ConvolutionWeights weights, int tiles, Scratch scratch, WeightMap map)
    {
        (_plan, Weights, _map) = (plan, weights, map);

        // In floats; every part is a whole number of cache lines.
        const int PointerFloats = 2;
        long zeros = Matrix.Pad(weights.Sources), spare = Matrix.Pad(weights.Results);
        long pixels = (long)tiles * GatherTable.Pixels;
        long sources = PointerFloats * pixels * Math.Max(1, plan.MostTaps), offsets = Matrix.Pad(PointerFloats * Math.Max(1, plan.MostTaps));
        long mapped = map == WeightMap.Identity ? 0 : (2 * weights.LargestBlock) + 64;
        float* memory = scratch.Floats(zeros + spare + sources + (2 * PointerFloats * pixels) + offsets + mapped);
        _zeros = memory;
        new Span<float>(_zeros, (int)zeros).Clear();
        _spare = memory += zeros;
        _sources = (float**)(memory += spare);
        _results = (float**)(memory += sources);
        _activated = (float**)(memory += PointerFloats * pixels);
        _tapOffsets = (nint*)(memory += PointerFloats * pixels);
        _mapped = memory + offsets;
        Phase = plan.Phases[0];
    }

    public readonly ConvolutionWeights Weights { get; }

    public GatherPhase Phase { get; private set; }

    /// <summary>Pixels of the strip.</summary>
    public int Count { get; private set; }

    /// <summary>Fills the tables.</summary>
    /// <param name="phase">The phase that the pixels belong to.</param>
    /// <param name="first">First position of the phase, over all samples.</param>
    /// <param name="count">Number of pixels.</param>
    /// <param name="tilePixels">Pixels of a full tile.</param>
    /// <param name="source">What is gathered from.</param>
    /// <param name="result">Receives the sums.</param>
    /// <param name="activated">Receives f(sums); no data for nothing.</param>
    public void Place(GatherPhase phase, int first, int count, int tilePixels, RawMatrix source, RawMatrix result, RawMatrix activated)
    {
        (Phase, Count, _tilePixels) = (phase, count, tilePixels);
        var table = new GatherTable { Plan = _plan, Phase = phase, Source = source, Result = result, Activated = activated, Zeros = _zeros, Spare = _spare };
        for (int tile = 0, done = 0; done < count; tile++, done += tilePixels)
        {
            table.Fill(first + done, Math.Min(tilePixels, count - done), Sources(tile), Results(tile), _activated + (tile * GatherTable.Pixels));
        }
    }

    /// <summary>Sources of a pixel: <see cref="GatherTable.Pixels"/> pointers from tap to tap.</summary>
    public readonly float** PixelSources(int pixel) => Sources(pixel / _tilePixels) + (pixel % _tilePixels);

    /// <summary>Result row of a pixel.</summary>
    public readonly float* PixelResult(int pixel) => Results(pixel / _tilePixels)[pixel % _tilePixels];

    /// <summary>Activates some columns of all results.</summary>
    public readonly void Activate<TLanes>(Activation f, int column, int columns)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int tile = 0, left = Count; left > 0; tile++, left -= _tilePixels)
        {
            ActivationRows.Value<TLanes>(f, Results(tile), _activated + (tile * GatherTable.Pixels), Math.Min(left, _tilePixels), column, columns);
        }
    }

    /// <summary>All weights of a depthwise convolution, mapped.</summary>
    public float* DepthwiseWeights<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (_map == WeightMap.Identity)
        {
            return Weights.Start(0);
        }

        if (_mappedBlock < 0)
        {
            Weights.Map<TLanes>(_map, 0, _mapped);
            _mappedBlock = 0;
        }

        return _mapped;
    }

    /// <summary>The strip times some blocks of weights.</summary>
    /// <param name="firstBlock">First block.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="end">What becomes of the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply<TLanes>(int firstBlock, int blocks, in ConvolutionEnd end)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int block = firstBlock; block < firstBlock + blocks;)
        {
            int width = TLanes.Width == VectorWidth.Bits512 && block + 1 < firstBlock + blocks && Weights.Paired(block) ? 2 : 1;
            int sources = Weights.SourceCount(block);
            for (int t = 0; t < Phase.Taps; t++)
            {
                _tapOffsets[t] = (nint)Phase.Kernel[t] * sources * 16;
            }

            float* weights = Weights.Start(block);
            nint stride = Weights.BlockStride(block);
            if (_map != WeightMap.Identity)
            {
                MapBlocks<TLanes>(block, width, stride);
                weights = _mapped;
            }

            var product = new ConvolutionTile
            {
                Offsets = _tapOffsets,
                Taps = Phase.Taps,
                FirstSource = Weights.FirstSource(block),
                Sources = sources,
                Weights = weights,
                BlockStride = stride,
                Column = block * 16,
                Bias = end.Bias == null ? null : end.Bias + (block * 16),
                Accumulate = end.Accumulate,
            };
            Tiles<TLanes>(ref product, width);
            if (end.IsActivated)
            {
                Activate<TLanes>(end.Function, block * 16, width * 16);
            }

            block += width;
        }
    }

    private readonly void MapBlocks<TLanes>(int block, int width, nint stride)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int b = 0; b < width; b++)
        {
            Weights.Map<TLanes>(_map, block + b, _mapped + (b * stride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Tiles<TLanes>(ref ConvolutionTile product, int width)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int tile = 0, left = Count; left > 0; tile++, left -= _tilePixels)
        {
            product.SourceRows = Sources(tile);
            product.ResultRows = Results(tile);
            switch (TLanes.Width)
            {
                case VectorWidth.Bits512:
                    ConvolutionTiles.Tile512(left, width * 16, product);
                    break;
                case VectorWidth.Bits256:
                    ConvolutionTiles.Tile256(left, 16, product);
                    break;
                default:
                    ConvolutionTiles.Tile128(left, 8, product);
                    ConvolutionTile half = product;
                    half.Weights += 8;
                    half.Column += 8;
                    half.Bias = half.Bias == null ? null : half.Bias + 8;
                    ConvolutionTiles.Tile128(left, 8, half);
                    break;
            }
        }
    }

    private readonly float** Sources(int tile) => _sources + ((nint)tile * GatherTable.Pixels * Phase.Taps);

    private readonly float** Results(int tile) => _results + (tile * GatherTable.Pixels);
}

/// <summary>What becomes of the sums of a convolution.</summary>
internal unsafe struct ConvolutionEnd
{
    /// <summary>Added to the sums; null for none.</summary>
    public float* Bias;

    /// <summary>The sums are added to what the result holds.</summary>
    public bool Accumulate;

    /// <summary>A function of the sums is written as well.</summary>
    public bool IsActivated;

    public Activation Function;
}

/// <summary>What a convolution tile reads and writes.</summary>
internal unsafe struct ConvolutionTile
{
    /// <summary>[taps][<see cref="GatherTable.Pixels"/>] rows.</summary>
    public float** SourceRows;

    /// <summary>[<see cref="GatherTable.Pixels"/>] rows.</summary>
    public float** ResultRows;

    /// <summary>Where each tap's weights start, in floats.</summary>
    public nint* Offsets;

    public int Taps;

    /// <summary>First source channel and number of them, at least one.</summary>
    public nint FirstSource;

    public nint Sources;

    public float* Weights;

    public nint BlockStride;

    /// <summary>First result channel.</summary>
    public nint Column;

    public float* Bias;

    public bool Accumulate;
}
