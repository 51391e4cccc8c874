namespace LrpGen.Runtime;

/// <summary>Packed weights as they are stored. Products read them as floats: where they lie, or widened into scratch, a panel at a time.</summary>
/// <remarks>Widening is exact, and a panel serves all rows, so that storage changes neither the arithmetic nor the tiles.</remarks>
/// <param name="weights">Blocks <c>[outputs/16][inputs][16]</c>.</param>
/// <param name="type">How each weight is stored.</param>
/// <param name="blockStride">Distance between the starts of two blocks, in weights.</param>
internal readonly unsafe struct StoredBlocks(void* weights, WeightType type, nint blockStride)
{
    private const int Block = 16;

    // One block behind the other would lie a multiple of 4 KiB apart.
    private const int Gap = 64;

    /// <summary>Floats of scratch that <see cref="Read"/> needs.</summary>
    public long ScratchOf(int blocks, int inputs) => type == WeightType.F32 ? 0 : blocks * (((long)inputs * Block) + Gap);

    /// <summary>The weights of some inputs in some blocks, as floats.</summary>
    /// <param name="block">The first block.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="input">The first input.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="scratch">As many floats as <see cref="ScratchOf"/> says.</param>
    /// <param name="stride">Distance between the starts of two blocks, in floats.</param>
    public float* Read(int block, int blocks, int input, int inputs, float* scratch, out nint stride)
    {
        nint first = (block * blockStride) + ((nint)input * Block);
        if (type == WeightType.F32)
        {
            stride = blockStride;
            return (float*)weights + first;
        }

        stride = ((nint)inputs * Block) + Gap;
        for (int b = 0; b < blocks; b++)
        {
            Widening.Run(type, (ushort*)weights + first + (b * blockStride), scratch + (b * stride), (nint)inputs * Block);
        }

        return scratch;
    }
}
