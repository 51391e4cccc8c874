namespace LrpGen.Runtime;

/// <summary>
/// Where packed weights come from: made from a checkpoint, or mapped as they were packed before. Packed layers ask for their
/// memory here, a section each, and know no difference.
/// </summary>
internal interface IWeightSections
{
    /// <summary>Whether a section that not every program needs is best made when it is first used.</summary>
    bool MakesOnDemand { get; }

    /// <summary>The floats of a section, which the caller owns and only reads.</summary>
    /// <param name="name">Its name; each once.</param>
    /// <param name="count">Number of floats.</param>
    /// <param name="fill">Writes the values into zeros; called only where they are not there yet.</param>
    AlignedBuffer Floats(string name, long count, Action<AlignedBuffer> fill);

    /// <summary>A table whose rows are read where they lie.</summary>
    /// <param name="source">Name and shape; its values are read only where the table is not packed.</param>
    EmbeddingTable Table(IFloatSource source);
}
