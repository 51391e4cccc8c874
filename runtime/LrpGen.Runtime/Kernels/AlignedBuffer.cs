using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LrpGen.Runtime;

/// <summary>
/// Floats outside the garbage-collected heap that start on a 64-byte boundary (a cache line, and one 512-bit vector): zero at
/// first, or those of a mapped file. Only floats in a resource of an assembly start where the linker put them.
/// </summary>
public sealed unsafe class AlignedBuffer : IDisposable
{
    private const nuint Alignment = 64;

    private readonly SafeHandle _handle;

    /// <summary>Allocates <paramref name="length"/> floats.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="InsufficientMemoryException">There is no memory for them.</exception>
    public AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _handle = new Handle(length);
    }

    private AlignedBuffer(SafeHandle handle, long length)
    {
        Length = length;
        _handle = handle;
    }

    /// <summary>Looks at floats that somebody else owns and that must not be written, such as those of a mapped file.</summary>
    /// <param name="owner">Keeps the memory; it is held until the buffer is disposed.</param>
    /// <param name="start">The first float; kernels are fastest where it is on a 64-byte boundary.</param>
    /// <param name="length">Number of floats.</param>
    internal static AlignedBuffer View(SafeHandle owner, float* start, long length) => new(new ViewHandle(owner, start), length);

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    /// <summary>All floats.</summary>
    /// <exception cref="OverflowException">There are more than a span can hold.</exception>
    public Span<float> Span => new(Pointer, checked((int)Length));

    /// <summary>The first float. The caller keeps this object alive while it uses the pointer.</summary>
    internal float* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return (float*)_handle.DangerousGetHandle();
        }
    }

    /// <summary>A part of the floats.</summary>
    public Span<float> Slice(long start, int length)
    {
        if (start < 0 || length < 0 || start > Length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"{length} floats from {start} on, of {Length}.");
        }

        return new(Pointer + start, length);
    }

    /// <summary>Frees a buffer before it takes a larger one, with zeros. If there is no memory for that one, an empty one is left.</summary>
    internal static void Replace(ref AlignedBuffer buffer, long length)
    {
        buffer.Dispose();
        buffer = new AlignedBuffer(0);
        AlignedBuffer larger = new(length);
        buffer.Dispose();
        buffer = larger;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Bytes of so many floats.</summary>
    /// <exception cref="InsufficientMemoryException">No process has so many.</exception>
    internal static nuint BytesOf(long floats) => (ulong)floats <= nuint.MaxValue / sizeof(float) ? (nuint)floats * sizeof(float) : throw TooLarge(floats);

    /// <summary>What is thrown where there is no memory for so many floats.</summary>
    internal static InsufficientMemoryException TooLarge(long floats)
        => new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{floats} floats ({floats / (double)(1 << 28):0.00} GiB) do not fit into the memory that there is: give less at a time, or a smaller model."));

    /// <summary>The owner of the memory: freed by its own critical finaliser when nobody disposed of the buffer.</summary>
    private sealed class Handle : SafeHandle
    {
        [SuppressMessage("Reliability", "CA2015", Justification = "The memory is not handed out as Memory<T>.")]
        public Handle(long length)
            : base(0, ownsHandle: true)
        {
            nuint bytes = BytesOf(length);
            bool isLarge = LargePages.Fit(bytes);
            void* memory;
            try
            {
                memory = NativeMemory.AlignedAlloc(Math.Max(bytes, Alignment), isLarge ? LargePages.Size : Alignment);
            }
            catch (OutOfMemoryException)
            {
                throw TooLarge(length);
            }

            if (isLarge)
            {
                LargePages.Ask(memory, bytes);
            }

            NativeMemory.Clear(memory, bytes);
            SetHandle((nint)memory);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            NativeMemory.AlignedFree((void*)handle);
            return true;
        }
    }

    /// <summary>Holds the owner of a view.</summary>
    private sealed class ViewHandle : SafeHandle
    {
        private readonly SafeHandle _owner;

        public ViewHandle(SafeHandle owner, float* start)
            : base(0, ownsHandle: true)
        {
            _owner = owner;
            bool isHeld = false;
            owner.DangerousAddRef(ref isHeld);
            SetHandle((nint)start);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            _owner.DangerousRelease();
            return true;
        }
    }
}
