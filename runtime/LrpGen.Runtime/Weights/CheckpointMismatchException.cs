namespace LrpGen.Runtime;

/// <summary>A checkpoint does not hold the weights of the model that it is loaded into. Lists everything that is wrong.</summary>
public sealed class CheckpointMismatchException : CheckpointException
{
    /// <summary>Everything that does not fit, in the order in which it was asked for.</summary>
    public IReadOnlyList<WeightMismatch> Mismatches { get; } = [];

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
        : base(file, Describe(mismatches)) => Mismatches = mismatches;

    private static string Describe(IReadOnlyList<WeightMismatch> mismatches)
    {
        ArgumentNullException.ThrowIfNull(mismatches);
        string title = mismatches.Count == 1 ? "1 weight does" : $"{mismatches.Count} weights do";
        return $"{title} not fit the model\n{string.Join('\n', mismatches)}";
    }
}
