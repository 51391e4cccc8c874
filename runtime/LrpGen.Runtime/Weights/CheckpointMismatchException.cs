namespace LrpGen.Runtime;

/// <summary>A checkpoint does not hold the weights of the model that it is loaded into. Lists everything that is wrong.</summary>
public sealed class CheckpointMismatchException : CheckpointException
{
    /// <summary>Everything that does not fit, in the order in which it was asked for.</summary>
    public IReadOnlyList<WeightMismatch> Mismatches { get; } = [];

    /// <summary>Tensors that nothing reads although they belong to the model's modules or look like more of its layers, in ordinal order.</summary>
    public IReadOnlyList<string> UnusedNames { get; } = [];

    /// <summary>Makes an exception without a message.</summary>
    public CheckpointMismatchException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public CheckpointMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and the exception that led to it.</summary>
    public CheckpointMismatchException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception that lists the mismatches of a checkpoint.</summary>
    public CheckpointMismatchException(string file, IReadOnlyList<WeightMismatch> mismatches)
        : this(file, mismatches, [], null)
    {
    }

    internal CheckpointMismatchException(string file, IReadOnlyList<WeightMismatch> mismatches, IReadOnlyList<string> unused, string? meaning)
        : base(file, Describe(mismatches, unused, meaning))
    {
        Mismatches = mismatches;
        UnusedNames = unused;
    }

    private static string Describe(IReadOnlyList<WeightMismatch> mismatches, IReadOnlyList<string> unused, string? meaning)
    {
        ArgumentNullException.ThrowIfNull(mismatches);
        return MismatchReport.Of(mismatches, unused, meaning);
    }
}
