namespace LrpGen.Runtime;

/// <summary>Sections in memory of their own, filled from a checkpoint; tables stay in the checkpoint.</summary>
internal sealed class NewSections : IWeightSections
{
    /// <inheritdoc/>
    public bool MakesOnDemand => true;

    /// <inheritdoc/>
    public AlignedBuffer Floats(string name, long count, Action<AlignedBuffer> fill)
    {
        AlignedBuffer floats = new(count);
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
