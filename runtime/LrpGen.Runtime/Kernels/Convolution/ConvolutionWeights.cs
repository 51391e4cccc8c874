namespace LrpGen.Runtime;

/// <summary>
/// The weights of a convolution in the order in which one direction reads them: blocks [results/16][taps][sources][16].
/// </summary>
/// <remarks>
/// The sixteen results of a block read the sources of all groups that they belong to; where result and source are of
/// different groups, the weight is zero. A depthwise convolution has one block [taps][channels, padded] for both directions.
/// </remarks>
internal sealed unsafe class ConvolutionWeights : IDisposable
{
    private const int Block = Matrix.Padding;

    // Four cache lines: blocks would otherwise often lie a multiple of 4 KiB apart.
    private const int BlockGap = 64;

    private readonly AlignedBuffer _weights;
    private readonly long[] _starts;
    private readonly int[] _firstSource;
    private readonly int[] _sourceCount;
    private readonly int _resultsPerGroup;
    private readonly int _sourcesPerGroup;

    /// <summary>Lays the weights out.</summary>
    /// <param name="results">Channels of the result.</param>
    /// <param name="sources">Channels of the source.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="taps">Taps.</param>
    /// <param name="memory">Gives that many floats.</param>
    private ConvolutionWeights(int results, int sources, int groups, int taps, Func<long, AlignedBuffer> memory)
    {
        (Results, Sources, Taps) = (results, sources, taps);
        (_resultsPerGroup, _sourcesPerGroup) = (results / groups, sources / groups);
        IsDepthwise = _resultsPerGroup == 1 && _sourcesPerGroup == 1 && groups > 1;
        Blocks = Matrix.Pad(results) / Block;
        _starts = new long[Blocks + 1];
        _firstSource = new int[Blocks];
        _sourceCount = new int[Blocks];
        for (int b = 0; b < Blocks && !IsDepthwise; b++)
        {
            int firstGroup = b * Block / _resultsPerGroup, lastGroup = (Math.Min(results, (b + 1) * Block) - 1) / _resultsPerGroup;
            _firstSource[b] = firstGroup * _sourcesPerGroup;
            _sourceCount[b] = (lastGroup - firstGroup + 1) * _sourcesPerGroup;
            _starts[b + 1] = _starts[b] + ((long)taps * _sourceCount[b] * Block) + BlockGap;
        }

        _weights = memory(IsDepthwise ? (long)taps * Matrix.Pad(results) : _starts[Blocks]);
        LargestBlock = IsDepthwise ? _weights.Length : (long)taps * _sourceCount.Max() * Block;
    }

    /// <summary>Channels of the result.</summary>
    public int Results { get; }

    /// <summary>Channels of the source.</summary>
    public int Sources { get; }

    public int Taps { get; }

    /// <summary>Every channel sees only itself.</summary>
    public bool IsDepthwise { get; }

    /// <summary>Blocks of sixteen results.</summary>
    public int Blocks { get; }

    /// <summary>Floats of the largest block.</summary>
    public long LargestBlock { get; }

    public int FirstSource(int block) => _firstSource[block];

    public int SourceCount(int block) => _sourceCount[block];

    public float* Start(int block) => _weights.Pointer + _starts[block];

    public nint BlockStride(int block) => (nint)(_starts[block + 1] - _starts[block]);

    /// <summary>The block and its successor read the same sources, so that they can be computed side by side.</summary>
    public bool Paired(int block) =>
        block + 1 < Blocks && _firstSource[block] == _firstSource[block + 1] && _sourceCount[block] == _sourceCount[block + 1];

    public float this[int result, int source, int tap]
    {
        get => result / _resultsPerGroup == source / _sourcesPerGroup ? *Element(result, source, tap) : 0f;
        set => *Element(result, source, tap) = value;
    }

    /// <summary>Weights in a section of that name.</summary>
    /// <param name="section">Where the weights come from, and what they are called there.</param>
    /// <param name="results">Channels of the result.</param>
    /// <param name="sources">Channels of the source.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="taps">Taps.</param>
    /// <param name="fill">Sets every weight; called only where they are not there yet.</param>
    public static ConvolutionWeights In(
        (IWeightSections Sections, string Name) section, int results, int sources, int groups, int taps, Action<ConvolutionWeights> fill) =>
        new(results, sources, groups, taps, count => section.Sections.Floats(
            section.Name, count, into => fill(new ConvolutionWeights(results, sources, groups, taps, _ => into))));

    /// <summary>The same weights for the other direction, in a section of that name.</summary>
    public ConvolutionWeights Transposed((IWeightSections Sections, string Name) section) =>
        In(section, Sources, Results, Results / _resultsPerGroup, Taps, other => Transpose(other, 1));

    /// <summary>
    /// The same memory, which stays this object's, read as fewer taps of more sources: the <paramref name="width"/> taps of a
    /// kernel's row, side by side, count as sources. For one group only.
    /// </summary>
    public ConvolutionWeights RowsAsSources(int width) => new(Results, Sources * width, 1, Taps / width, _ => _weights);

    /// <summary>
    /// The weights for the other direction, in a section of that name, the <paramref name="width"/> taps of a kernel's row
    /// being results: result tap·sources + source. For one group only.
    /// </summary>
    public ConvolutionWeights TransposedRows((IWeightSections Sections, string Name) section, int width) =>
        In(section, Sources * width, Results, 1, Taps / width, other => Transpose(other, width));

    /// <summary>Writes map(W) of one block (or of all depthwise weights), in the same order, into <paramref name="target"/>.</summary>
    public void Map<TLanes>(WeightMap map, int block, float* target)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        long count = IsDepthwise ? _weights.Length : (long)Taps * _sourceCount[block] * Block;
        if (map == WeightMap.One)
        {
            Ones(block, target, count);
        }
        else
        {
            WeightMaps.Apply<TLanes>(map, Start(block), target, count);
        }
    }

    public void Dispose() => _weights.Dispose();

    /// <summary>1 where result and source are of the same group and exist.</summary>
    private void Ones(int block, float* target, long count)
    {
        new Span<float>(target, checked((int)count)).Clear();
        if (IsDepthwise)
        {
            for (int tap = 0; tap < Taps; tap++)
            {
                new Span<float>(target + ((nint)tap * Matrix.Pad(Results)), Results).Fill(1f);
            }

            return;
        }

        for (int s = 0; s < _sourceCount[block]; s++)
        {
            int group = (_firstSource[block] + s) / _sourcesPerGroup;
            int first = Math.Max(0, (group * _resultsPerGroup) - (block * Block));
            int last = Math.Min(Block, ((group + 1) * _resultsPerGroup) - (block * Block));
            for (int tap = 0; tap < Taps; tap++)
            {
                new Span<float>(target + ((((nint)tap * _sourceCount[block]) + s) * Block) + first, last - first).Fill(1f);
            }
        }
    }

    // With a width other than 1 that many taps of a kernel's row are results side by side.
    private void Transpose(ConvolutionWeights other, int width)
    {
        for (int result = 0; result < Results; result++)
        {
            int first = result / _resultsPerGroup * _sourcesPerGroup;
            for (int source = first; source < first + _sourcesPerGroup; source++)
            {
                for (int tap = 0; tap < Taps; tap++)
                {
                    *other.Element((tap % width * Sources) + source, result, tap / width) = *Element(result, source, tap);
                }
            }
        }
    }

    private float* Element(int result, int source, int tap)
    {
        if (IsDepthwise)
        {
            return _weights.Pointer + ((nint)tap * Matrix.Pad(Results)) + result;
        }

        int block = result / Block;
        return Start(block) + ((((nint)tap * _sourceCount[block]) + source - _firstSource[block]) * Block) + (result % Block);
    }
}
