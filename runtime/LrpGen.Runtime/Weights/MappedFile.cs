using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace LrpGen.Runtime;

/// <summary>A file mapped for reading. Its bytes are borrowed, and stay mapped until the last borrower is done.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;

    private MappedFile(string path, MemoryMappedFile map, MemoryMappedViewAccessor view, long length)
    {
        Path = path;
        Name = Messages.FileName(path);
        Length = length;
        _map = map;
        _view = view;
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

            using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            long length = RandomAccess.GetLength(handle);
            if (length == 0)
                throw new CheckpointException(shown, "the file is empty");

            MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
                handle, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            try
            {
                return new MappedFile(shown, map, map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
            }
            catch
            {
                map.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is (IOException and not CheckpointException) or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CheckpointException(shown, $"cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Borrows bytes; the map stays until the loan is disposed, whoever disposes the file meanwhile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public Loan Borrow(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - length);

        SafeMemoryMappedViewHandle handle = _view.SafeMemoryMappedViewHandle;
        byte* bytes = null;
        try
        {
            handle.AcquirePointer(ref bytes);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(nameof(Checkpoint), $"{Name}: the checkpoint is closed; read its weights before disposing it.");
        }

        return new Loan(handle, new ReadOnlySpan<byte>(bytes + _view.PointerOffset + start, length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
    }

    /// <summary>Bytes of the file, to be given back once.</summary>
    public readonly ref struct Loan(SafeMemoryMappedViewHandle handle, ReadOnlySpan<byte> bytes) : IDisposable
    {
        /// <summary>The borrowed bytes.</summary>
        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        /// <summary>Gives the bytes back.</summary>
        public void Dispose() => handle.ReleasePointer();
    }
}
