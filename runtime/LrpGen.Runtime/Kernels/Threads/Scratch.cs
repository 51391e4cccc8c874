namespace LrpGen.Runtime;

/// <summary>Memory of one worker (or of a whole call) that grows to what is needed and is then reused.</summary>
internal sealed unsafe class Scratch : IDisposable
{
    private AlignedBuffer? _buffer;

    /// <summary>At least <paramref name="count"/> floats with arbitrary content, 64-byte aligned. The last request wins.</summary>
    public float* Floats(long count)
    {
        if (_buffer is null || _buffer.Length < count)
        {
            // If there is no memory for the new one, there is none at all, instead of one that was freed.
            Dispose();
            _buffer = new AlignedBuffer(count);
        }

        return _buffer.Pointer;
    }

    public void Dispose()
    {
        _buffer?.Dispose();
        _buffer = null;
    }
}
