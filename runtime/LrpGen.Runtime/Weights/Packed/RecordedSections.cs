namespace LrpGen.Runtime;

/// <summary>Sections in memory of their own that are remembered, to be written to a file.</summary>
/// <param name="storage">How the weights of dense layers are stored.</param>
internal sealed class RecordedSections(WeightType storage) : IWeightSections
{
    private readonly NewSections _new = new(storage);

    /// <summary>The sections in the order in which they were asked for.</summary>
    public List<PackedSection> List { get; } = [];

    /// <inheritdoc/>
    public bool MakesOnDemand => false;

    /// <inheritdoc/>
    public WeightType DenseStorage => _new.DenseStorage;

    /// <inheritdoc/>
    public AlignedBuffer Values(string name, WeightType type, long count, Action<AlignedBuffer> fill)
    {
        AlignedBuffer floats = _new.Values(name, type, count, fill);
        List.Add(new BufferSection(name, type, floats));
        return floats;
    }

    /// <inheritdoc/>
    public EmbeddingTable Table(IFloatSource source)
    {
        List.Add(new TableSection(source));
        return _new.Table(source);
    }
}
