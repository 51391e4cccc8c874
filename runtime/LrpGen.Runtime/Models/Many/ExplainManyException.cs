namespace LrpGen.Runtime;

/// <summary>One of many inputs could not be computed; the inner exception says why.</summary>
public sealed class ExplainManyException : Exception
{
    /// <summary>An input's failure.</summary>
    /// <param name="index">Place of the input in the source, from 0.</param>
    /// <param name="cause">What happened.</param>
    public ExplainManyException(long index, Exception cause)
        : base($"Input {index} (counted from 0): {cause?.Message}", cause) => Index = index;

    /// <summary>Place of the input in the source, from 0.</summary>
    public long Index { get; }
}
