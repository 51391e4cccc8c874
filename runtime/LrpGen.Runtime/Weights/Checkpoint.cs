using System.Security.Cryptography;
using System.Text;
using IOPath = System.IO.Path;

namespace LrpGen.Runtime;

/// <summary>
/// The weights of a model in safetensors files, mapped for reading. Nothing is copied until a tensor is read.
/// </summary>
/// <remarks>
/// Safe to use from many threads. Every header is checked completely before <see cref="Open"/> returns. After
/// <see cref="Dispose"/> the names and shapes stay, and reading values throws.
/// </remarks>
public sealed class Checkpoint : IDisposable
{
    private readonly List<MappedFile> _files = [];
    private readonly Dictionary<string, WeightTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly Lock _hashing = new();
    private string? _sha256;
    private bool _closesWhenHashed;

    private Checkpoint(string path)
    {
        Path = path;
    }

    /// <summary>The file that was opened: the weights, or the index of a checkpoint in several files.</summary>
    public string Path { get; }

    /// <summary>The paths of all files mapped: the weights, or the index and then its shards in ordinal order.</summary>
    public IEnumerable<string> Files => _files.Select(file => file.Path);

    /// <summary>All tensors by name, those that cannot be weights included.</summary>
    public IReadOnlyDictionary<string, WeightTensor> Tensors => _tensors;

    /// <summary>The strings under <c>__metadata__</c>, such as <c>format</c>; of several files, the first to say it counts.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="path">
    /// A folder with <c>model.safetensors</c> or <c>model.safetensors.index.json</c>, a safetensors file, or an index file.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or holds a NUL.</exception>
    /// <exception cref="CheckpointException">There is no checkpoint, or it is damaged.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = CheckpointFiles.Find(path);
        return Of(file, checkpoint =>
        {
            if (CheckpointFiles.IsIndex(file))
                checkpoint.AddShards();
            else
                checkpoint.Add(MappedFile.Open(file));
        });
    }

    /// <summary>A checkpoint in one file, which is disposed of with it.</summary>
    /// <exception cref="CheckpointException">It is damaged.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    internal static Checkpoint Of(MappedFile file) => Of(file.Path, checkpoint => checkpoint.Add(file));

    /// <summary>
    /// Identifies the weights: the SHA-256 of the file in lower-case hexadecimal; of several files, the SHA-256 of the
    /// lines <c>hash name</c> of the index and its shards. Computed at the first call, which reads everything.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The checkpoint was disposed before the first call.</exception>
    /// <exception cref="CheckpointException">A file was changed since it was opened.</exception>
    public string Sha256()
    {
        lock (_hashing)
        {
            if (_sha256 is null)
            {
                _sha256 = ComputeSha256();
                if (_closesWhenHashed)
                    Dispose();
            }

            return _sha256;
        }
    }

    /// <summary>Closes the maps, and the files once they were hashed. Reading values throws.</summary>
    internal void DisposeWhenHashed()
    {
        lock (_hashing)
        {
            _closesWhenHashed = true;
            foreach (MappedFile file in _files)
            {
                if (_sha256 is null)
                    file.Unmap();
                else
                    file.Dispose();
            }
        }
    }

    /// <summary>Closes the files, once the reads under way are done.</summary>
    public void Dispose()
    {
        foreach (MappedFile file in _files)
            file.Dispose();
    }

    private static Checkpoint Of(string path, Action<Checkpoint> add)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Checkpoints are little-endian, and this machine is not.");
        Checkpoint checkpoint = new(path);
        try
        {
            add(checkpoint);
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private void AddShards()
    {
        MappedFile index = MappedFile.Open(Path);
        _files.Add(index);
        Dictionary<string, string> weightMap = ShardIndex.Read(index);

        string folder = IOPath.GetDirectoryName(Path) ?? "";
        foreach (string shard in weightMap.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            Add(MappedFile.Open(ShardIndex.Locate(Path, shard), IOPath.Combine(folder, shard)));

        foreach ((string name, string shard) in weightMap)
        {
            string? found = _tensors.TryGetValue(name, out WeightTensor? tensor) ? IOPath.GetFileName(tensor.File) : null;
            if (found != shard)
            {
                throw new CheckpointException(Path, $"{Messages.Keys(["weight_map", name])}: not in {Messages.Quote(shard)}"
                    + (found is null ? "" : $", but in {Messages.Quote(found)}"));
            }
        }
    }

    private void Add(MappedFile file)
    {
        _files.Add(file);
        SafetensorsHeader header = SafetensorsHeader.Read(file);
        if (header.Metadata.ContainsKey(PackedFormat.VersionKey))
            throw new CheckpointException(file.Path, "the file holds packed weights, which only the model that they were packed for can load");
        foreach (TensorEntry entry in header.Tensors)
        {
            if (!_tensors.TryAdd(entry.Name, new WeightTensor(file, entry, header.DataStart)))
            {
                throw new CheckpointException(file.Path,
                    $"{Messages.Quote(entry.Name)}: the tensor is also in {Messages.Quote(IOPath.GetFileName(_tensors[entry.Name].File))}");
            }
        }

        foreach ((string key, string value) in header.Metadata)
            _metadata.TryAdd(key, value);
    }

    private string ComputeSha256()
    {
        if (_files.Count == 1)
            return Sha256Of(_files[0]);
        string lines = string.Concat(_files.Select(file => $"{Sha256Of(file)} {file.Name}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
    }

    private static string Sha256Of(MappedFile file)
    {
        byte[] piece = new byte[1 << 16];
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < file.Length; at += piece.Length)
        {
            Span<byte> bytes = piece.AsSpan(0, (int)Math.Min(piece.Length, file.Length - at));
            file.Read(at, bytes);
            hash.AppendData(bytes);
        }

        if (file.HasChanged)
            throw new CheckpointException(file.Path, "was changed after it was opened, so that its hash is not that of the weights which were read");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
