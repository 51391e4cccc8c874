namespace LrpGen.Runtime;

/// <summary>A pinned <see cref="Matrix"/>, as jobs carry it. A matrix that is not there has no data.</summary>
internal readonly unsafe struct RawMatrix(float* data, nint stride)
{
    public readonly float* Data = data;
    public readonly nint Stride = stride;

    public bool IsEmpty => Data == null;

    public float* Row(int row) => Data + (row * Stride);
}
