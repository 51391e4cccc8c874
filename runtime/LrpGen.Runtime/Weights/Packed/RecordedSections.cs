namespace LrpGen.Runtime;

/// <summary>Sections in memory of their own that are remembered, to be written to a file.</summary>
internal sealed class RecordedSections : IWeightSections
{
    private readonly NewSections _new = new();

    /// <summary>The sections in the order in which they were asked for.</summary>
    public List<PackedSection> List { get; } = [];

    /// <inheritdoc/>
    public bool MakesOnDemand => false;

    /// <inheritdoc/>
    public AlignedBuffer Floats(string name, long count, Action<AlignedBuffer> fill)
    {
        AlignedBuffer floats = _new.Floats(name, count, fill);
        List.Add(new BufferSection(name, floats));
        return floats;
    }

    /// <inheritdoc/>
    public EmbeddingTable Table(IFloatSource source)
    {
        List.Add(new TableSection(source));
        return _new.Table(source);
    }
}
