namespace LrpGen.Runtime;

/// <summary>Sections in memory of their own, filled from a checkpoint; tables stay in the checkpoint.</summary>
/// <param name="storage">How the weights of dense layers are stored.</param>
internal sealed class NewSections(WeightType storage = WeightType.F32) : IWeightSections
{
    /// <inheritdoc/>
    public bool MakesOnDemand => true;

    /// <inheritdoc/>
    public WeightType DenseStorage => storage;

    /// <inheritdoc/>
    public AlignedBuffer Values(string name, WeightType type, long count, Action<AlignedBuffer> fill)
    {
        AlignedBuffer floats = new(count * StoredType.Bytes(type) / sizeof(float));
        try
        {
            fill(floats);
            return floats;
        }
        catch
        {
            floats.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public EmbeddingTable Table(IFloatSource source) => new(source);
}
