namespace LrpGen.Runtime;

/// <summary>A file of packed weights, mapped: its sections are used where they lie.</summary>
/// <remarks>
/// In form a safetensors file, so that one reader stands between files from outside and the rest. What the header says is
/// checked completely before <see cref="Open"/> returns, and each section again when it is asked for.
/// </remarks>
internal sealed class PackedFile : IWeightSections, IDisposable
{
    private readonly MappedFile _file;
    private readonly IWeightPlan _plan;
    private readonly long _dataStart;
    private readonly Dictionary<string, TensorEntry> _sections = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<TensorEntry> _tensors;
    private readonly IReadOnlyDictionary<string, string> _metadata;

    private PackedFile(MappedFile file, IWeightPlan plan)
    {
        _file = file;
        _plan = plan;
        SafetensorsHeader header = ReadHeader();
        _dataStart = header.DataStart;
        _metadata = header.Metadata;
        _tensors = header.Tensors;
        foreach (TensorEntry section in _tensors)
            _sections.Add(section.Name, section);
    }

    /// <inheritdoc/>
    public bool MakesOnDemand => false;

    /// <summary>Identity of the weights that were packed: <see cref="Checkpoint.Sha256"/>.</summary>
    public string Sha256 => _metadata[PackedFormat.Sha256Key];

    /// <summary>What the checkpoint had otherwise than the model, when it was packed.</summary>
    public CheckpointReading Reading => new(_metadata[PackedFormat.PrefixKey], [.. _metadata[PackedFormat.UnusedKey].Split('\n', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>Maps a file, and checks that it was packed for this plan from the weights beside it, if there are any.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plan">What the model expects.</param>
    /// <param name="storage">How dense weights have to be stored; null for any way.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged, foreign or stale; the message says what to do.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public static PackedFile Open(string path, IWeightPlan plan, WeightType? storage)
    {
        PackedFile packed = Of(MappedFile.Open(path), plan, storage);
        try
        {
            packed.CheckSources();
            return packed;
        }
        catch
        {
            packed.Dispose();
            throw;
        }
    }

    /// <summary>Takes a file over, and checks that it was packed for this plan and stored in this way, if one is asked for.</summary>
    /// <exception cref="CheckpointException">The file is damaged, foreign or stale; the message says what to do.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public static PackedFile Of(MappedFile file, IWeightPlan plan, WeightType? storage)
    {
        try
        {
            if (!BitConverter.IsLittleEndian)
                throw new PlatformNotSupportedException("Packed weights are little-endian, and this machine is not.");
            PackedFile packed = new(file, plan);
            packed.Check(storage);
            packed.CheckSections(PackedHashes.OfEnds, part: 1);
            return packed;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public WeightType DenseStorage { get; private set; }

    /// <inheritdoc/>
    public AlignedBuffer Values(string name, WeightType type, long count, Action<AlignedBuffer> fill)
    {
        TensorEntry section = Find(name, type.ToString(), [count]);
        long start = _dataStart + section.Begin;
        if (start % PackedFormat.Alignment != 0)
            throw Damaged($"{Messages.Quote(name)}: begins at byte {start}; needed is a multiple of {PackedFormat.Alignment}");
        return _file.Floats(start, count * StoredType.Bytes(type) / sizeof(float));
    }

    /// <inheritdoc/>
    public EmbeddingTable Table(IFloatSource source)
    {
        TensorEntry section = Find(source.Name, null, source.Shape);
        return new EmbeddingTable(new WeightTensor(_file, section, _dataStart));
    }

    /// <summary>Reads all of the file, and the checkpoint beside it if there is one, and checks that they are what was packed.</summary>
    /// <exception cref="CheckpointException">They are not.</exception>
    public void Verify()
    {
        CheckSections(PackedHashes.OfSection, part: 0);
        string folder = Path.GetDirectoryName(Path.GetFullPath(_file.Path))!;
        if (!SourceFiles.AreUnchanged(_metadata[PackedFormat.SourcesKey], Sha256, folder, byTime: false))
            throw PackedFromOthers();
    }

    /// <summary>Closes the file; its sections stay mapped for those who hold them.</summary>
    public void Dispose() => _file.Dispose();

    private SafetensorsHeader ReadHeader()
    {
        try
        {
            return SafetensorsHeader.Read(_file);
        }
        catch (CheckpointException e)
        {
            throw new CheckpointException(_file.Path, e.Problem == GitLfs.Pointer ? e.Problem : $"{e.Problem}; {WhatToDo}", e);
        }
    }

    private void Check(WeightType? storage)
    {
        if (!_metadata.TryGetValue(PackedFormat.VersionKey, out string? version))
            throw new CheckpointException(_file.Path, $"not packed weights, but an ordinary safetensors file; name it model.safetensors, or make packed weights of it with {_plan.Name}.Pack");
        if (version != PackedFormat.Version)
            throw Stale($"version {Messages.Quote(version)} of the format; this program reads version {Messages.Quote(PackedFormat.Version)}");
        foreach (string key in (ReadOnlySpan<string>)[PackedFormat.ModelKey, PackedFormat.PlanKey, PackedFormat.Sha256Key, PackedFormat.StorageKey, PackedFormat.SourcesKey, PackedFormat.PrefixKey, PackedFormat.UnusedKey, PackedFormat.HashesKey, PackedFormat.HeaderKey])
        {
            if (!_metadata.ContainsKey(key))
                throw Damaged($"{Messages.Keys(["__metadata__", key])} is missing");
        }

        if (_metadata[PackedFormat.PlanKey] != _plan.WeightPlan)
        {
            throw Stale($"packed for another model, or for this one as it was (found {Messages.Quote(_metadata[PackedFormat.ModelKey])} "
                + $"with plan {Short(_metadata[PackedFormat.PlanKey])}, needed {Messages.Quote(_plan.Name)} with plan {Short(_plan.WeightPlan)})");
        }

        DenseStorage = StoredType.AsWeights(_metadata[PackedFormat.StorageKey]) is { } found and not WeightType.F64
            ? found
            : throw Damaged($"{Messages.Keys(["__metadata__", PackedFormat.StorageKey])}: found {Messages.Quote(_metadata[PackedFormat.StorageKey])}, needed F32, F16 or BF16");
        if (storage is { } asked && asked != DenseStorage)
            throw Stale($"packed as {DenseStorage}, and {asked} was asked for");
        if (PackedHashes.OfHeader(_metadata, _tensors) != _metadata[PackedFormat.HeaderKey])
            throw Damaged("the header is not as it was written");
    }

    /// <summary>Compares each section with one of its hashes.</summary>
    private void CheckSections(Func<MappedFile, long, TensorEntry, string> hash, int part)
    {
        foreach (string line in _metadata[PackedFormat.HashesKey].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ', 3) is not [_, _, var name] hashes || !_sections.TryGetValue(name, out TensorEntry? section))
                throw Damaged($"{Messages.Keys(["__metadata__", PackedFormat.HashesKey])} has the line {Messages.Quote(line)}");
            if (hash(_file, _dataStart, section) != hashes[part])
                throw Damaged($"{Messages.Quote(name)}: the values are not those that were written");
        }
    }

    private void CheckSources()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(_file.Path))!;
        if (!SourceFiles.AreUnchanged(_metadata[PackedFormat.SourcesKey], Sha256, folder))
            throw PackedFromOthers();
    }

    private TensorEntry Find(string name, string? dtype, ReadOnlySpan<long> shape)
    {
        if (!_sections.TryGetValue(name, out TensorEntry? section))
            throw Damaged($"{Messages.Quote(name)}: not found");
        bool isType = dtype is null ? StoredType.AsWeights(section.DType) is not null : section.DType == dtype;
        return isType && shape.SequenceEqual(section.Shape)
            ? section
            : throw Damaged($"{Messages.Quote(name)}: found {section.DType} {Messages.Shape(section.Shape)}, needed {dtype ?? StoredType.WeightTypes} {Messages.Shape(shape)}");
    }

    private CheckpointException PackedFromOthers() => Stale($"packed from other weights than those beside it (SHA-256 {Short(Sha256)})");

    private CheckpointException Damaged(string problem) => new(_file.Path, $"{problem}; the packed weights are damaged, {WhatToDo}");

    private CheckpointException Stale(string problem) => new(_file.Path, $"{problem}; {WhatToDo}");

    private string WhatToDo => $"pack them again with {_plan.Name}.Pack, or delete the file and load the weights that it was made from";

    private static string Short(string hash) => Messages.Quote(hash.Length > 12 ? hash[..12] + "…" : hash);
}
