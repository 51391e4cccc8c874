using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LrpGen.Runtime;

/// <summary>
/// A file open for reading in two ways: as a map, whose bytes are borrowed and stay until the last borrower is done, and
/// piece by piece into memory of the reader's. A resource of an assembly is mapped with it, and is read there in both ways.
/// </summary>
/// <remarks>
/// Pages of a map that were touched count to the process. What is read once, such as weights that are packed, is therefore
/// copied out of the file, and the map is for what stays: rows of embedding tables, and weights that lie there packed.
/// </remarks>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly SafeBuffer _bytes;
    private readonly long _offset;

    // Null for a resource.
    private readonly SafeFileHandle? _file;
    private readonly DateTime _written;
    private readonly MemoryMappedFile? _map;

    private MappedFile(string path, SafeBuffer bytes, long offset, long length, SafeFileHandle? file, MemoryMappedFile? map)
    {
        Path = path;
        Name = Messages.FileName(path);
        Length = length;
        _bytes = bytes;
        _offset = offset;
        _file = file;
        _written = file is null ? default : File.GetLastWriteTimeUtc(file);
        _map = map;
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>Size in bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a file that has at least one byte.</summary>
    /// <param name="path">The file to map.</param>
    /// <param name="name">The name it goes by in messages, where it was reached through a link.</param>
    /// <exception cref="CheckpointException">The file is missing, empty, or cannot be opened or mapped.</exception>
    public static MappedFile Open(string path, string? name = null)
    {
        string shown = name ?? path;
        try
        {
            FileInfo info = new(path);
            if (info.LinkTarget is not null)
                info = (FileInfo?)info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            if (!info.Exists)
                throw new CheckpointException(shown, "no such file");

            // Asked before opening: pipes and devices have no length, and opening one could wait for ever.
            if (info.Length == 0)
                throw new CheckpointException(shown, "the file is empty");

            return Map(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read), shown);
        }
        catch (Exception e) when (e is (IOException and not CheckpointException) or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CheckpointException(shown, $"cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Takes bytes that are in memory already.</summary>
    /// <param name="path">What the file is called in messages.</param>
    /// <param name="stream">The bytes, at least one; disposed of with the file.</param>
    /// <exception cref="CheckpointException">There are none.</exception>
    public static MappedFile Of(string path, UnmanagedMemoryStream stream)
    {
        if (stream.Length == 0)
            throw new CheckpointException(path, "the file is empty");
        return new MappedFile(path, new StreamBytes(stream), 0, stream.Length, null, null);
    }

    /// <summary>Borrows bytes; the map stays until the loan is disposed, whoever disposes the file meanwhile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public Loan Borrow(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - length);

        return new Loan(_bytes, new ReadOnlySpan<byte>(Acquire() + start, length));
    }

    /// <summary>Floats of the file as they lie in the map, which stays until the buffer is disposed, whoever disposes the file meanwhile.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="count">Number of floats.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public AlignedBuffer Floats(long start, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (Length - start) / sizeof(float));
        byte* bytes = Acquire();
        try
        {
            return AlignedBuffer.View(_bytes, (float*)(bytes + start), count);
        }
        finally
        {
            _bytes.ReleasePointer();
        }
    }

    /// <summary>Copies bytes out of the file, not by way of the map if there is another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    /// <exception cref="CheckpointException">The file cannot be read, or has become shorter.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void Read(long start, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - destination.Length);
        if (_file is null)
        {
            using Loan loan = Borrow(start, destination.Length);
            loan.Bytes.CopyTo(destination);
            return;
        }

        if (_file.IsClosed)
            throw Closed();
        try
        {
            while (!destination.IsEmpty)
            {
                int read = RandomAccess.Read(_file, destination, start);
                if (read == 0)
                    throw new CheckpointException(Path, $"the file had {Length} bytes when it was opened and ends at byte {start} now");
                start += read;
                destination = destination[read..];
            }
        }
        catch (ObjectDisposedException)
        {
            throw Closed();
        }
        catch (Exception e) when (e is (IOException and not CheckpointException) or UnauthorizedAccessException)
        {
            throw new CheckpointException(Path, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether somebody wrote the file since it was opened.</summary>
    public bool HasChanged => _file is not null && (RandomAccess.GetLength(_file) != Length || File.GetLastWriteTimeUtc(_file) != _written);

    /// <summary>Closes the map, once the loans are given back; bytes can still be copied out of the file. Those of a resource stay.</summary>
    public void Unmap()
    {
        if (_file is not null)
        {
            _bytes.Dispose();
            _map?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _map?.Dispose();
        _file?.Dispose();
    }

    private static MappedFile Map(SafeFileHandle file, string shown)
    {
        MemoryMappedFile? map = null;
        try
        {
            long length = RandomAccess.GetLength(file);
            if (length == 0)
                throw new CheckpointException(shown, "the file is empty");
            map = MemoryMappedFile.CreateFromFile(
                file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            MemoryMappedViewAccessor view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            return new MappedFile(shown, view.SafeMemoryMappedViewHandle, view.PointerOffset, length, file, map);
        }
        catch
        {
            map?.Dispose();
            file.Dispose();
            throw;
        }
    }

    private byte* Acquire()
    {
        byte* bytes = null;
        try
        {
            _bytes.AcquirePointer(ref bytes);
        }
        catch (ObjectDisposedException)
        {
            throw Closed();
        }

        return bytes + _offset;
    }

    private ObjectDisposedException Closed() =>
        new(nameof(Checkpoint), $"{Name}: the checkpoint is closed; read its weights before disposing it.");

    /// <summary>Bytes of the file, to be given back once.</summary>
    public readonly ref struct Loan(SafeBuffer handle, ReadOnlySpan<byte> bytes) : IDisposable
    {
        /// <summary>The borrowed bytes.</summary>
        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        /// <summary>Gives the bytes back.</summary>
        public void Dispose() => handle.ReleasePointer();
    }

    /// <summary>Bytes that a stream gives access to, such as those of a resource, which keeps its assembly loaded.</summary>
    private sealed class StreamBytes : SafeBuffer
    {
        private readonly UnmanagedMemoryStream _stream;

        public StreamBytes(UnmanagedMemoryStream stream)
            : base(ownsHandle: true)
        {
            _stream = stream;
            SetHandle((nint)(stream.PositionPointer - stream.Position));
            Initialize((ulong)stream.Length);
        }

        protected override bool ReleaseHandle()
        {
            _stream.Dispose();
            return true;
        }
    }
}
