namespace LrpGen.Runtime;

/// <summary>A checkpoint cannot be read: it is not there, damaged, or not what its name says.</summary>
/// <remarks>The message starts with the file's name and says what was found there and what was needed.</remarks>
public class CheckpointException : IOException
{
    /// <summary>The file or folder that the message is about; empty where there is none.</summary>
    public string File { get; } = "";

    /// <summary>Makes an exception without a message.</summary>
    public CheckpointException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and the exception that led to it.</summary>
    public CheckpointException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception about <paramref name="file"/>, whose name precedes the message.</summary>
    public CheckpointException(string file, string message, Exception? innerException = null)
        : base(Messages.Clean($"{Messages.FileName(file)}: {message}"), innerException)
    {
        File = file;
        Problem = message;
    }

    /// <summary>The message without the file's name.</summary>
    internal string Problem { get; } = "";
}
