using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>
/// A product <c>y (+)= x·Wᵀ (+ b)</c> over whole blocks of 16 columns, done tile by tile with the forward microkernels.
/// </summary>
/// <remarks>
/// Column 16·j + c of input k has its weight at <c>W[j·BlockStride + k·WStep + c]</c>. Packed weights have a step of 16;
/// a row-major matrix of weights per input is read with its stride as the step and 16 as the block stride.
/// <para>
/// A sum is cut into chains of at most <see cref="LongestChain"/> inputs, whose sums are added up: the rounding errors of one
/// chain over all inputs would grow with their number. How it is cut depends on the number of inputs alone.
/// </para>
/// </remarks>
internal unsafe struct TileProduct
{
    /// <summary>Inputs that are summed before the result is stored and loaded again: their weights stay in the cache.</summary>
    public const int InputBlock = 2 * LongestChain;

    /// <summary>Inputs that are summed in one chain. Equal terms lose up to 1.4·10⁻⁸ each there.</summary>
    public const int LongestChain = 384;

    // The largest tile of all widths: 8 rows of 48 columns.
    private const int LargestTile = 8 * 48;

    public float* X;
    public nint XStride;
    public float* W;
    public nint WStep;
    public nint BlockStride;

    /// <summary>Number of inputs, at least one.</summary>
    public nint Inputs;

    public float* Y;
    public nint YStride;

    /// <summary>Added to the sums unless they accumulate; null for none.</summary>
    public float* Bias;

    /// <summary>Adds to what y holds.</summary>
    public bool Accumulate;

    /// <summary>Inputs of the first of two chains, or all of them.</summary>
    internal nint Chain;

    /// <summary>Where a tile keeps the sums of its first chain.</summary>
    internal float* Aside;

    /// <summary>Computes <paramref name="rows"/> rows and <paramref name="blocks"/> blocks of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes, TMap>(int rows, int blocks)
        where TLanes : unmanaged, ILanes<TLanes>
        where TMap : struct, IWeightMap
    {
        int block = 0;
        while (block < blocks)
        {
            int left = blocks - block;
            int columns = TLanes.Width switch
            {
                // Three blocks side by side; four are two and two.
                VectorWidth.Bits512 => 16 * (left is 2 or 4 ? 2 : Math.Min(left, 3)),
                VectorWidth.Bits256 => 16,
                _ => 8,
            };
            TileProduct tile = this;
            tile.W += block * BlockStride;
            tile.Y += block * 16;
            tile.Bias = Bias == null ? null : Bias + (block * 16);
            tile.Column<TLanes, TMap>(rows, columns);
            if (TLanes.Width == VectorWidth.Bits128)
            {
                tile.W += 8;
                tile.Y += 8;
                tile.Bias = Bias == null ? null : tile.Bias + 8;
                tile.Column<TLanes, TMap>(rows, columns);
            }

            block += Math.Max(1, columns / 16);
        }
    }

    /// <summary>All rows of one column of tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Column<TLanes, TMap>(int rows, int columns)
        where TLanes : unmanaged, ILanes<TLanes>
        where TMap : struct, IWeightMap
    {
        // Vectors on the stack that begin with a cache line.
        byte* memory = stackalloc byte[(LargestTile * sizeof(float)) + 64];
        float* aside = (float*)(((nuint)memory + 63) & ~(nuint)63);
        nint blocks = (Inputs + InputBlock - 1) / InputBlock, block = (Inputs + blocks - 1) / blocks;
        float* x = X, y = Y;
        while (rows > 0)
        {
            TileProduct tile = this;
            tile.X = x;
            tile.Y = y;
            tile.Aside = aside;
            int done;
            nint left = Inputs;
            while (true)
            {
                tile.Inputs = left < block ? left : block;
                tile.Chain = tile.Inputs > LongestChain ? (tile.Inputs + 1) / 2 : tile.Inputs;
                done = TLanes.Width switch
                {
                    VectorWidth.Bits512 => ForwardTiles.Tile512<TMap>(rows, columns, tile),
                    VectorWidth.Bits256 => ForwardTiles.Tile256<TMap>(rows, columns, tile),
                    _ => ForwardTiles.Tile128<TMap>(rows, columns, tile),
                };
                left -= tile.Inputs;
                if (left == 0)
                {
                    break;
                }

                // The next block finds the sums of this one, and the bias, in the first-level cache.
                tile.X += tile.Inputs;
                tile.W += tile.Inputs * WStep;
                tile.Accumulate = true;
            }

            rows -= done;
            x += done * XStride;
            y += done * YStride;
        }
    }
}
