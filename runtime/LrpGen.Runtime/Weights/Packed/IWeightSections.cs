namespace LrpGen.Runtime;

/// <summary>
/// Where packed weights come from: made from a checkpoint, or mapped as they were packed before. Packed layers ask for their
/// memory here, a section each, and know no difference.
/// </summary>
internal interface IWeightSections
{
    /// <summary>Whether a section that not every program needs is best made when it is first used.</summary>
    bool MakesOnDemand { get; }

    /// <summary>How the weights of dense layers are stored.</summary>
    WeightType DenseStorage { get; }

    /// <summary>The floats of a section, which the caller owns and only reads.</summary>
    /// <param name="name">Its name; each once.</param>
    /// <param name="count">Number of floats.</param>
    /// <param name="fill">Writes the values into zeros; called only where they are not there yet.</param>
    AlignedBuffer Floats(string name, long count, Action<AlignedBuffer> fill) => Values(name, WeightType.F32, count, fill);

    /// <summary>The values of a section, which the caller owns and only reads, as bytes that fill whole floats.</summary>
    /// <param name="name">Its name; each once.</param>
    /// <param name="type">How a value is stored.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="fill">Writes the values into zeros; called only where they are not there yet.</param>
    AlignedBuffer Values(string name, WeightType type, long count, Action<AlignedBuffer> fill);

    /// <summary>A table whose rows are read where they lie.</summary>
    /// <param name="source">Name and shape; its values are read only where the table is not packed.</param>
    EmbeddingTable Table(IFloatSource source);
}
