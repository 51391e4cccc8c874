namespace LrpGen.Testing;

/// <summary>A text differs from its snapshot, or there is none.</summary>
public sealed class SnapshotException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public SnapshotException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public SnapshotException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public SnapshotException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
