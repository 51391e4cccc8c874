using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>The weights of a model, open: a checkpoint that fits the compiled model, or a file of weights packed for it.</summary>
public sealed class ModelWeights : IDisposable
{
    private readonly WeightReader _reader;
    private readonly IDisposable _file;
    private readonly Func<string> _sha256;
    private ModelIdentity? _remembered;

    private ModelWeights(WeightReader reader, IDisposable file, Func<string> sha256, WeightType storage, CheckpointReading reading)
    {
        NamePrefix = reading.NamePrefix;
        Unused = reading.Unused;
        Storage = storage;
        _reader = reader;
        _file = file;
        _sha256 = sha256;
    }

    /// <summary>Opens weights and checks that they are those of the model.</summary>
    /// <param name="path">
    /// A folder, of which <c>model.lrpw</c> is opened where it is there, and the checkpoint otherwise; a file of packed weights
    /// (<c>.lrpw</c>); or what <see cref="Checkpoint.Open"/> takes.
    /// </param>
    /// <param name="plan">What the model expects.</param>
    /// <param name="storage">How dense weights are stored: F32, BF16 or F16; null for F32, and for packed weights as they are.</param>
    /// <param name="checks">What is checked of a checkpoint beside names and shapes.</param>
    /// <exception cref="CheckpointException">
    /// The weights are missing, damaged or do not fit; of a checkpoint the message lists every mismatch. Packed weights are
    /// refused as well when they are stale: packed for another plan, or from other weights than those beside them.
    /// </exception>
    public static ModelWeights Open(string path, IWeightPlan plan, WeightType? storage = null, WeightChecks checks = WeightChecks.All)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(plan);
        return PackedIn(path) is { } packed
            ? Of(PackedFile.Open(packed, plan, storage))
            : Of(Checkpoint.Open(path), plan, new NewSections(Known(storage)), checks);
    }

    /// <summary>Opens the weights among embedded files and checks that they are those of the model.</summary>
    /// <param name="files">Of them <c>model.lrpw</c> is opened where it is there, and <c>model.safetensors</c> otherwise.</param>
    /// <param name="plan">What the model expects.</param>
    /// <param name="storage">How dense weights are stored: F32, BF16 or F16; null for F32, and for packed weights as they are.</param>
    /// <param name="checks">What is checked of a checkpoint beside names and shapes.</param>
    /// <exception cref="CheckpointException">As for a folder; but nothing lies beside packed weights that they could be compared with.</exception>
    public static ModelWeights Open(EmbeddedFiles files, IWeightPlan plan, WeightType? storage = null, WeightChecks checks = WeightChecks.All)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(plan);
        if (files.Map(PackedFormat.FileName) is { } packed)
            return Of(PackedFile.Of(packed, plan, storage));
        MappedFile file = files.Map(CheckpointFiles.SingleFile)
            ?? throw new CheckpointException($"{files}: neither {PackedFormat.FileName} nor {CheckpointFiles.SingleFile} was embedded; build {plan.Name} with EmbedWeights=\"true\"");
        return Of(Checkpoint.Of(file), plan, new NewSections(Known(storage)), checks);
    }

    /// <summary>
    /// Reads all of the weights and checks them: packed ones against the hashes in their file, and against the checkpoint beside
    /// them where there is one; a checkpoint as when it is loaded with all checks, for it holds no hashes.
    /// </summary>
    /// <param name="path">As for <see cref="Open(string, IWeightPlan, WeightType?, WeightChecks)"/>.</param>
    /// <param name="plan">What the model expects.</param>
    /// <exception cref="CheckpointException">They are missing, damaged, stale or do not fit.</exception>
    public static void Verify(string path, IWeightPlan plan)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(plan);
        if (PackedIn(path) is { } packed)
        {
            using PackedFile file = PackedFile.Open(packed, plan, storage: null);
            file.Verify();
            return;
        }

        Open(path, plan).Dispose();
    }

    /// <summary>Writes packed weights: laid out as the kernels read them, so that loading maps them and reads nothing.</summary>
    /// <param name="folder">The checkpoint, as <see cref="Checkpoint.Open"/> takes it.</param>
    /// <param name="path">The file to write; null for <c>model.lrpw</c> beside the checkpoint, where loading finds it.</param>
    /// <param name="plan">What the model expects.</param>
    /// <param name="storage">How dense weights are stored: F32, BF16 or F16; rounded to nearest, ties to even.</param>
    /// <param name="checks">What is checked beside names and shapes; <see cref="WeightChecks.Values"/> always are.</param>
    /// <param name="build">Makes the model's weights; disposed here.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="CheckpointException">The checkpoint is missing, damaged or does not fit.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Pack(string folder, string? path, IWeightPlan plan, WeightType storage, WeightChecks checks, Func<WeightReader, IDisposable> build)
    {
        ArgumentNullException.ThrowIfNull(plan);
        RecordedSections sections = new(Known(storage));
        Checkpoint checkpoint = Checkpoint.Open(folder);
        using ModelWeights weights = Of(checkpoint, plan, sections, checks | WeightChecks.Values);
        using IDisposable packed = weights.Build(build);
        path ??= Path.Combine(Path.GetDirectoryName(checkpoint.Path) ?? "", PackedFormat.FileName);
        PackedFileWriter.Write(
            path,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [PackedFormat.VersionKey] = PackedFormat.Version,
                [PackedFormat.ModelKey] = plan.Name,
                [PackedFormat.PlanKey] = plan.WeightPlan,
                [PackedFormat.Sha256Key] = checkpoint.Sha256(),
                [PackedFormat.StorageKey] = storage.ToString(),
                [PackedFormat.SourcesKey] = SourceFiles.Describe(checkpoint),
                [PackedFormat.PrefixKey] = weights.NamePrefix,
                [PackedFormat.UnusedKey] = string.Concat(weights.Unused.Select(name => name + '\n')),
            },
            sections.List);
        return path;
    }

    /// <summary>Makes the model's weights. Where that fails, the files are closed.</summary>
    public T Build<T>(Func<WeightReader, T> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        try
        {
            return build(_reader);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How the weights of dense layers are stored.</summary>
    public WeightType Storage { get; }

    /// <summary>
    /// The tensors of the checkpoint that the model does not read, in ordinal order, without <see cref="NamePrefix"/> and without those
    /// that are known to be harmless: buffers, the state of an optimizer, heads of the pre-training.
    /// </summary>
    public ImmutableArray<string> Unused { get; }

    /// <summary>What the checkpoint has before every name, and the model's names do not have, such as <c>module.</c>; mostly empty.</summary>
    public string NamePrefix { get; }

    /// <summary>Identifies the weights: <see cref="Checkpoint.Sha256"/> of the checkpoint, be it packed or not.</summary>
    public string Sha256() => _sha256();

    /// <summary>What an explanation remembers of a model: its name, the hash of its weights, and how they were rounded, if they were.</summary>
    public string Identify(string name) => $"{name} sha256:{Sha256()}{(Storage == WeightType.F32 ? "" : $", dense weights {Storage}")}";

    /// <summary>
    /// <see cref="Identify"/> for explanations, computed when somebody asks them. It can be after the files were closed: a file that was
    /// not hashed by then stays open, and is closed when it was, or when no explanation is left that could ask.
    /// </summary>
    internal ModelIdentity Remembered(string name) =>
        _remembered ?? Interlocked.CompareExchange(ref _remembered, new ModelIdentity(() => IdentifyOrSayWhyNot(name)), null) ?? _remembered;

    /// <summary>Closes the files. Packed weights that are still held stay mapped.</summary>
    public void Dispose()
    {
        if (_remembered is not null && _file is Checkpoint checkpoint)
            checkpoint.DisposeWhenHashed();
        else
            _file.Dispose();
    }

    // The explanation is sound; only which weights it is of can no longer be told.
    private string IdentifyOrSayWhyNot(string name)
    {
        try
        {
            return Identify(name);
        }
        catch (CheckpointException e)
        {
            return $"{name} sha256:unknown ({e.Message})";
        }
    }

    private static string? PackedIn(string path)
    {
        string inFolder = Path.Combine(path, PackedFormat.FileName);
        return PackedFormat.IsPacked(path) ? path : File.Exists(inFolder) ? inFolder : null;
    }

    private static ModelWeights Of(Checkpoint checkpoint, IWeightPlan plan, IWeightSections sections, WeightChecks checks)
    {
        try
        {
            (WeightReader reader, CheckpointReading reading) = WeightReader.Of(checkpoint, plan, sections, checks);
            return new ModelWeights(reader, checkpoint, checkpoint.Sha256, sections.DenseStorage, reading);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private static ModelWeights Of(PackedFile file) => new(WeightReader.Of(file), file, () => file.Sha256, file.DenseStorage, file.Reading);

    private static WeightType Known(WeightType? storage) => storage is null or WeightType.F32 or WeightType.BF16 or WeightType.F16
        ? storage ?? WeightType.F32
        : throw new ArgumentOutOfRangeException(nameof(storage), storage, "Dense weights are stored as F32, BF16 or F16.");
}
