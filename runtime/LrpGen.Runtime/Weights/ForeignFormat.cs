namespace LrpGen.Runtime;

/// <summary>Recognises files that people take for safetensors, to say what to do with them.</summary>
internal static class ForeignFormat
{
    /// <summary>How to turn another program's checkpoint into one that can be read here.</summary>
    public const string HowToConvert =
        "convert it with transformers: AutoModelForSequenceClassification.from_pretrained(folder).save_pretrained(folder, safe_serialization=True)";

    private static ReadOnlySpan<byte> Pickle => [0x80, 0x02];

    private static ReadOnlySpan<byte> Hdf5 => [0x89, (byte)'H', (byte)'D', (byte)'F'];

    /// <summary>Says what a file is that starts with these bytes; null where that is unknown.</summary>
    public static string? Recognise(ReadOnlySpan<byte> start)
    {
        if (GitLfs.IsPointer(start))
            return GitLfs.Pointer;
        if (start.StartsWith("PK"u8) || start.StartsWith(Pickle))
            return $"the file is a PyTorch checkpoint, not safetensors; {HowToConvert}";
        if (start.StartsWith(Hdf5))
            return $"the file is an HDF5 (TensorFlow) checkpoint, not safetensors; {HowToConvert}";
        if (start.StartsWith("GGUF"u8))
            return "the file is GGUF, not safetensors; use the model's original safetensors files";
        return start.StartsWith("<!DOCTYPE"u8) || start.StartsWith("<html"u8)
            ? "the file is a web page, not safetensors: the download went wrong"
            : null;
    }

    /// <summary>True for a file name under which another program stores weights.</summary>
    public static bool IsCheckpointName(string name) =>
        name.StartsWith("pytorch_model", StringComparison.OrdinalIgnoreCase)
        || Path.GetExtension(name).ToUpperInvariant() is ".BIN" or ".PT" or ".PTH" or ".CKPT" or ".H5" or ".MSGPACK";
}
