using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LrpGen.Runtime;

/// <summary>A strip of tiles with its tables, in the scratch memory of one worker.</summary>
internal unsafe ref struct ConvolutionStrip
{
    /// <summary>Products (of a tap and a source channel) that are summed in one chain: all of 64 channels under 3 × 3 taps.</summary>
    private const int LongestChain = 576;

    /// <summary>Floats of a tile's sums: 16 pixels at most, and 32 channels.</summary>
    private const int PartialFloats = 32 * GatherTable.Pixels;

    private readonly GatherPlan _plan;
    private readonly WeightMap _map;
    private readonly float* _zeros;
    private readonly float* _spare;
    private readonly float** _sources;
    private readonly float** _results;
    private readonly int* _rows;
    private readonly TapRange* _taps;
    private readonly nint* _tapOffsets;
    private readonly float* _partial;
    private readonly float* _mapped;
    private int _tilePixels;
    private nint _ahead;
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
        long ranges = Matrix.Pad(2 * tiles);
        float* memory = scratch.Floats(zeros + spare + sources + (PointerFloats * pixels) + pixels + ranges + offsets + PartialFloats + mapped);
        _zeros = memory;
        new Span<float>(_zeros, (int)zeros).Clear();
        _spare = memory += zeros;
        _sources = (float**)(memory += spare);
        _results = (float**)(memory += sources);
        _rows = (int*)(memory += PointerFloats * pixels);
        _taps = (TapRange*)(memory += pixels);
        _tapOffsets = (nint*)(memory += ranges);
        _partial = memory + offsets;
        _mapped = _partial + PartialFloats;
        Phase = plan.Phases[0];
    }

    public readonly ConvolutionWeights Weights { get; }

    /// <summary>The source does not fit the second-level cache.</summary>
    public bool IsFar { get; init; }

    public GatherPhase Phase { get; private set; }

    /// <summary>Pixels of the strip.</summary>
    public int Count { get; private set; }

    /// <summary>Fills the tables.</summary>
    /// <param name="phase">The phase that the pixels belong to.</param>
    /// <param name="first">First position of the phase, over all samples.</param>
    /// <param name="count">Number of pixels.</param>
    /// <param name="tilePixels">Pixels of a full tile.</param>
    /// <param name="side">Samples whose lines of pixels lie side by side.</param>
    /// <param name="source">What is gathered from.</param>
    /// <param name="result">Receives the sums.</param>
    public void Place(GatherPhase phase, int first, int count, int tilePixels, int side, RawMatrix source, RawMatrix result)
    {
        (Phase, Count, _tilePixels) = (phase, count, tilePixels);
        _ahead = tilePixels * phase.Width.SourceStep * source.Stride;
        var table = new GatherTable { Plan = _plan, Phase = phase, Source = source, Result = result, Zeros = _zeros, Spare = _spare, Side = side };
        for (int tile = 0, done = 0; done < count; tile++, done += tilePixels)
        {
            _taps[tile] = table.Fill(first + done, Math.Min(tilePixels, count - done), Sources(tile), Results(tile), Rows(tile));
        }
    }

    /// <summary>Sources of a pixel: <see cref="GatherTable.Pixels"/> pointers from tap to tap.</summary>
    public readonly float** PixelSources(int pixel) => Sources(pixel / _tilePixels) + (pixel % _tilePixels);

    /// <summary>Result row of a pixel.</summary>
    public readonly float* PixelResult(int pixel) => Results(pixel / _tilePixels)[pixel % _tilePixels];

    /// <summary>Adds the residual, if there is one, to some columns of all results, and activates them.</summary>
    public readonly void Finish<TLanes>(in ConvolutionEnd end, int column, int columns)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int tile = 0, left = Count; left > 0; tile++, left -= _tilePixels)
        {
            int count = Math.Min(left, _tilePixels);
            if (!end.Residual.IsEmpty)
            {
                AddResidual<TLanes>(end, tile, count, column, columns);
            }

            ActivationRows.Value<TLanes>(end.Function, end.Sums, end.Activated, Rows(tile), count, column, columns);
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
                FirstSource = Weights.FirstSource(block),
                Sources = sources,
                Weights = weights,
                BlockStride = stride,
                Column = block * 16,
                Columns = width * 16,
                Bias = end.Bias == null ? null : end.Bias + (block * 16),
                Accumulate = end.Accumulate,
                Rectify = end.IsRectified,
            };
            Tiles<TLanes>(ref product, width, end.Residual, block == firstBlock);
            if (!end.Activated.IsEmpty && !end.IsRectified)
            {
                Finish<TLanes>(end, block * 16, width * 16);
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
    private readonly void Tiles<TLanes>(ref ConvolutionTile product, int width, RawMatrix residual, bool first)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        (int Taps, int Sources) chain = Chain((int)product.Sources);
        bool isLong = chain.Taps < Phase.Taps;
        product.Chain = chain.Taps;
        for (int tile = 0, left = Count; left > 0; tile++, left -= _tilePixels)
        {
            TapRange taps = _taps[tile];
            product.SourceRows = Sources(tile) + ((nint)taps.First * GatherTable.Pixels);
            product.Offsets = _tapOffsets + taps.First;
            product.Taps = taps.Count;
            product.ResultRows = Results(tile);
            if (first && IsFar)
            {
                FetchAhead(product);
            }

            if (!residual.IsEmpty)
            {
                Fetch(residual, Rows(tile), Math.Min(left, _tilePixels), product.Column, width * 16);
            }

            if (chain.Sources < product.Sources)
            {
                Cut<TLanes>(product, chain.Sources, left);
                continue;
            }

            if (isLong)
            {
                // Chains end at the same taps for all tiles, whatever taps are left out: those of padding alone would add zero.
                new Span<float>(_partial, PartialFloats).Clear();
                product.Partial = _partial;
                product.FirstChain = chain.Taps - (taps.First % chain.Taps);
            }

            Tile<TLanes>(product, left);
        }
    }

    /// <summary>A tile with more source channels than a chain holds: those of each tap are cut, and the results are stored in between.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cut<TLanes>(ConvolutionTile product, int chain, int pixels)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int taps = product.Taps, sourcesOfTap = (int)product.Sources;
        bool rectify = product.Rectify;
        product.Taps = Math.Min(taps, 1);
        do
        {
            // The first one adds the bias, the last one cuts off what is below zero.
            ConvolutionTile part = product;
            for (int left = sourcesOfTap; left > 0; left -= chain)
            {
                part.Sources = Math.Min(left, chain);
                part.Rectify = rectify && taps <= 1 && left <= chain;
                Tile<TLanes>(part, pixels);
                part.FirstSource += chain;
                part.Weights += chain * 16;
                part.Bias = null;
                part.Accumulate = true;
            }

            product.SourceRows += GatherTable.Pixels;
            product.Offsets++;
            product.Bias = null;
            product.Accumulate = true;
        }
        while (--taps > 0);
    }

    /// <summary>Taps, and source channels of each tap, that make up a chain: equal shares, as many as fit.</summary>
    private readonly (int Taps, int Sources) Chain(int sources)
    {
        if (sources > LongestChain)
        {
            int parts = (sources + LongestChain - 1) / LongestChain;
            return (1, (sources + parts - 1) / parts);
        }

        int most = LongestChain / sources, chains = Math.Max(1, (Phase.Taps + most - 1) / most);
        return (Math.Max(1, (Phase.Taps + chains - 1) / chains), sources);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TLanes>(in ConvolutionTile product, int pixels)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        switch (TLanes.Width)
        {
            case VectorWidth.Bits512:
                ConvolutionTiles.Tile512(pixels, product.Columns, product);
                break;
            case VectorWidth.Bits256:
                ConvolutionTiles.Tile256(pixels, 16, product);
                break;
            default:
                ConvolutionTiles.Tile128(pixels, 8, product);
                ConvolutionTile half = product;
                half.Weights += 8;
                half.Column += 8;
                half.Bias = half.Bias == null ? null : half.Bias + 8;
                half.Partial = half.Partial == null ? null : half.Partial + (PartialFloats / 2);
                ConvolutionTiles.Tile128(pixels, 8, half);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddResidual<TLanes>(in ConvolutionEnd end, int tile, int count, int column, int columns)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float** results = Results(tile);
        int* rows = Rows(tile);
        for (int pixel = 0; pixel < count; pixel++)
        {
            float* result = results[pixel] + column, residual = end.Residual.Row(rows[pixel]) + column, sum = end.Sums.Row(rows[pixel]) + column;
            for (nint i = 0; i < columns; i += 16)
            {
                (TLanes.Load(result + i) + TLanes.Load(residual + i)).Store(sum + i);
            }
        }
    }

    /// <summary>
    /// The sources that the next tile will be the first to read, those of the last tap, come nearer meanwhile: a tile farther,
    /// if the next pixels lie beside these. A large picture, or several, no longer fits the caches.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FetchAhead(in ConvolutionTile product)
    {
        if (!Sse.IsSupported || product.Taps == 0)
        {
            return;
        }

        float** rows = product.SourceRows + ((nint)(product.Taps - 1) * GatherTable.Pixels);
        for (int pixel = 0; pixel < _tilePixels; pixel++)
        {
            if (rows[pixel] != _zeros)
            {
                float* x = rows[pixel] + product.FirstSource + _ahead;
                for (nint source = 0; source < product.Sources; source += 16)
                {
                    Sse.Prefetch1(x + source);
                }
            }
        }
    }

    /// <summary>What will be added to the results comes nearer meanwhile.</summary>
    private static void Fetch(RawMatrix residual, int* rows, int count, nint column, int columns)
    {
        for (int pixel = 0; Sse.IsSupported && pixel < count; pixel++)
        {
            for (nint i = 0; i < columns; i += 16)
            {
                Sse.Prefetch0(residual.Row(rows[pixel]) + column + i);
            }
        }
    }

    private readonly float** Sources(int tile) => _sources + ((nint)tile * GatherTable.Pixels * Phase.Taps);

    private readonly float** Results(int tile) => _results + (tile * GatherTable.Pixels);

    private readonly int* Rows(int tile) => _rows + (tile * GatherTable.Pixels);
}

/// <summary>What becomes of the results of a convolution.</summary>
internal unsafe struct ConvolutionEnd
{
    /// <summary>Added to the results; null for none.</summary>
    public float* Bias;

    /// <summary>The results are added to what is there.</summary>
    public bool Accumulate;

    /// <summary>Added to the results, bias included, before they are activated; no data for none.</summary>
    public RawMatrix Residual;

    /// <summary>What is activated: the results, or a matrix that receives their sums with the residual (which may be theirs).</summary>
    public RawMatrix Sums;

    /// <summary>Receives f(sums); no data for none. May be where the sums are.</summary>
    public RawMatrix Activated;

    public Activation Function;

    /// <summary>Nothing but [results]⁺ is asked for, which a tile with a bias writes at once.</summary>
    public readonly bool IsRectified => Function == Activation.Relu && Bias != null && Residual.IsEmpty && !Activated.IsEmpty && Sums.Data == Activated.Data;
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

    /// <summary>Result channels of a tile of 512 bits; narrower ones have one shape.</summary>
    public int Columns;

    public float* Bias;

    public bool Accumulate;

    /// <summary>[results]⁺ is written, what they are added to included.</summary>
    public bool Rectify;

    /// <summary>Zeros for the sums of a tile's chains, or null if there is one chain.</summary>
    public float* Partial;

    /// <summary>Taps to the end of the first chain.</summary>
    public int FirstChain;

    /// <summary>Taps of the other ones.</summary>
    public int Chain;
}
