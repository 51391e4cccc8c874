using System.Buffers.Binary;

namespace LrpGen.Runtime;

/// <summary>The header of a safetensors file: eight bytes of length, then a JSON object, then the data.</summary>
/// <remarks>Accepts what the reference implementation accepts: https://github.com/huggingface/safetensors#format.</remarks>
internal sealed class SafetensorsHeader
{
    /// <summary>The largest header, as in the reference implementation.</summary>
    public const long LargestHeader = 100_000_000;

    private const int LengthBytes = sizeof(ulong);
    private const int MostDimensions = 64;

    private readonly string _file;
    private readonly List<TensorEntry> _tensors = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private HashSet<string> _keys = new(StringComparer.Ordinal);

    private SafetensorsHeader(string file) => _file = file;

    /// <summary>The tensors, in the order of their data.</summary>
    public IReadOnlyList<TensorEntry> Tensors => _tensors;

    /// <summary>The strings under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Where in the file the data start.</summary>
    public long DataStart { get; private set; }

    /// <summary>Reads and checks the header of a file.</summary>
    /// <exception cref="CheckpointException">The header is damaged, or does not fit the file.</exception>
    public static SafetensorsHeader Read(MappedFile file)
    {
        SafetensorsHeader header = new(file.Path);
        int length = ReadLength(file);
        header.DataStart = LengthBytes + length;
        using (MappedFile.Loan json = file.Borrow(LengthBytes, length))
            header.Parse(json.Bytes);
        SafetensorsLayout.Check(file.Path, header._tensors, file.Length - header.DataStart);
        return header;
    }

    private static int ReadLength(MappedFile file)
    {
        if (file.Length < LengthBytes)
        {
            throw new CheckpointException(file.Path,
                $"the file has {file.Length} bytes; a safetensors file starts with {LengthBytes} bytes that say how long its header is");
        }

        using MappedFile.Loan start = file.Borrow(0, (int)Math.Min(file.Length, 64));
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start.Bytes);
        if (length > LargestHeader)
        {
            throw new CheckpointException(file.Path, ForeignFormat.Recognise(start.Bytes)
                ?? $"the header length says {length} bytes; at most {LargestHeader} are allowed");
        }

        if (length == 0)
            throw new CheckpointException(file.Path, "the header length says 0 bytes; needed is at least the 2 of an empty object");
        if ((long)length > file.Length - LengthBytes)
        {
            throw new CheckpointException(file.Path,
                $"the header length says {length} bytes, but only {file.Length - LengthBytes} follow: the file is cut off");
        }

        return (int)length;
    }

    private void Parse(ReadOnlySpan<byte> bytes)
    {
        CheckpointJson json = new(_file, "header", LengthBytes, bytes);
        HashSet<string> names = new(StringComparer.Ordinal);
        while (json.NextKey(names, out string name))
        {
            if (name == "__metadata__")
                ParseMetadata(ref json);
            else
                ParseTensor(ref json, name);
        }

        json.End();
    }

    private void ParseMetadata(ref CheckpointJson json)
    {
        json.BeginObject("__metadata__");
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (json.NextKey(keys, out string key))
            _metadata.Add(key, json.NextString("__metadata__", key));
    }

    private void ParseTensor(ref CheckpointJson json, string name)
    {
        if (name.Length == 0 || !Messages.IsPlain(name))
            throw json.Fail($"the tensor name {Messages.Quote(name)} is empty or holds control characters");

        json.BeginObject(name);
        // One set serves all tensors, but not after one with very many keys: clearing takes as long as the set is large.
        if (_keys.Count > 16)
            _keys = new HashSet<string>(StringComparer.Ordinal);
        _keys.Clear();
        string? dtype = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (json.NextKey(_keys, out string key))
        {
            switch (key)
            {
                case "dtype":
                    dtype = json.NextString(name, key);
                    break;
                case "shape":
                    shape = json.NextCounts(MostDimensions, name, key);
                    break;
                case "data_offsets":
                    offsets = json.NextCounts(most: 2, name, key);
                    break;
                default:
                    json.SkipValue();
                    break;
            }
        }

        string? missing = dtype is null ? "dtype" : shape is null ? "shape" : offsets is null ? "data_offsets" : null;
        if (missing is not null)
            throw json.Fail($"{Messages.Quote(name)} has no {missing}");
        if (offsets!.Length != 2)
            throw json.Fail($"{Messages.Keys([name, "data_offsets"])} holds {offsets.Length} numbers; needed are begin and end");
        if (!Messages.IsPlain(dtype!) || dtype!.Length is 0 or > 32)
            throw json.Fail($"{Messages.Keys([name, "dtype"])} {Messages.Quote(dtype!)} is not the name of a type");

        _tensors.Add(SafetensorsLayout.Measure(_file, name, dtype, shape!, offsets[0], offsets[1]));
    }
}
