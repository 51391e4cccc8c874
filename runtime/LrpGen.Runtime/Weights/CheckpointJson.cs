using System.Text.Json;
using System.Text.Unicode;

namespace LrpGen.Runtime;

/// <summary>
/// Reads the JSON of a checkpoint forwards. Whatever is wrong with it becomes a <see cref="CheckpointException"/> with
/// the file's name and the position in the file.
/// </summary>
internal ref struct CheckpointJson
{
    // Tensor entries nest three deep; the rest is room for keys that later versions of the format may add.
    private const int DeepestNesting = 16;

    private readonly string _file;
    private readonly string _part;
    private readonly long _offset;
    private Utf8JsonReader _reader;

    /// <summary>Starts reading.</summary>
    /// <param name="file">The file's path, for messages.</param>
    /// <param name="part">What the JSON is (<c>header</c>, <c>index</c>), for messages.</param>
    /// <param name="offset">Where in the file the JSON starts, for messages.</param>
    /// <param name="json">The text in UTF-8.</param>
    /// <exception cref="CheckpointException">The text is not UTF-8, or not an object.</exception>
    public CheckpointJson(string file, string part, long offset, ReadOnlySpan<byte> json)
    {
        _file = file;
        _part = part;
        _offset = offset;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestNesting });
        if (!Utf8.IsValid(json))
            throw new CheckpointException(file, $"the {part} is not UTF-8");
        if (Next() != JsonTokenType.StartObject)
            throw Fail($"the {part} is {Describe()}; needed is {Describe(JsonTokenType.StartObject)}");
    }

    /// <summary>Steps to the next key of the current object; false at its end.</summary>
    /// <param name="seen">Keys of this object so far; the new one is added.</param>
    /// <param name="key">The key; the reader then stands on it.</param>
    /// <exception cref="CheckpointException">The JSON is broken, or the key appears twice.</exception>
    public bool NextKey(HashSet<string> seen, out string key)
    {
        key = "";
        if (Next() == JsonTokenType.EndObject)
            return false;
        key = Text();
        return seen.Add(key) ? true : throw Fail($"the key {Messages.Quote(key)} appears twice");
    }

    /// <summary>Steps into an object.</summary>
    /// <param name="path">The keys that lead there, for messages.</param>
    public void BeginObject(params ReadOnlySpan<string> path) => Expect(Next(), JsonTokenType.StartObject, path);

    /// <summary>Reads a string.</summary>
    /// <param name="path">The keys that lead there, for messages.</param>
    public string NextString(params ReadOnlySpan<string> path)
    {
        Expect(Next(), JsonTokenType.String, path);
        return Text();
    }

    /// <summary>Reads an array of whole numbers that are not negative.</summary>
    /// <param name="most">The most numbers that it may hold.</param>
    /// <param name="path">The keys that lead there, for messages.</param>
    public long[] NextCounts(int most, params ReadOnlySpan<string> path)
    {
        Expect(Next(), JsonTokenType.StartArray, path);
        Span<long> counts = stackalloc long[most];
        int read = 0;
        while (Next() != JsonTokenType.EndArray)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long count) || count < 0)
                throw Fail($"{Messages.Keys(path)} holds {Describe()}; needed is a whole number from 0 to {long.MaxValue}");
            if (read == most)
                throw Fail($"{Messages.Keys(path)} holds more than {most} numbers");
            counts[read++] = count;
        }

        return counts[..read].ToArray();
    }

    /// <summary>Passes over a value that nothing here needs.</summary>
    public void SkipValue()
    {
        int depth = _reader.CurrentDepth;
        Next();
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        do
        {
            Next();
        }
        while (_reader.CurrentDepth > depth);
    }

    /// <summary>Checks that nothing but white space follows.</summary>
    public void End()
    {
        try
        {
            _reader.Read();
        }
        catch (JsonException e)
        {
            throw NotJson(e);
        }
    }

    /// <summary>An exception about the place where the reader stands.</summary>
    public readonly CheckpointException Fail(string problem) =>
        new(_file, $"{_part}, byte {_offset + _reader.TokenStartIndex}: {problem}");

    private JsonTokenType Next()
    {
        try
        {
            // The text is one final block: a text that ends too early throws, so that this never stands still.
            return _reader.Read() ? _reader.TokenType : throw Fail("the JSON ends too early");
        }
        catch (JsonException e)
        {
            throw NotJson(e);
        }
    }

    private readonly string Text()
    {
        try
        {
            return _reader.GetString() ?? "";
        }
        catch (InvalidOperationException e)
        {
            // Half of a surrogate pair, written as an escape.
            throw new CheckpointException(_file, $"{_part}, byte {_offset + _reader.TokenStartIndex}: the string is not Unicode", e);
        }
    }

    private readonly void Expect(JsonTokenType found, JsonTokenType needed, ReadOnlySpan<string> path)
    {
        if (found != needed)
            throw Fail($"{Messages.Keys(path)} is {Describe()}; needed is {Describe(needed)}");
    }

    private readonly string Describe() => _reader.TokenType == JsonTokenType.Number && _reader.ValueSpan.Length <= 40
        ? "the number " + System.Text.Encoding.ASCII.GetString(_reader.ValueSpan)
        : Describe(_reader.TokenType);

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };

    private readonly CheckpointException NotJson(JsonException e)
    {
        // The position at the end of the reader's message counts from the start of the JSON, not of the file.
        int position = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string reason = position < 0 ? e.Message : e.Message[..position];
        return new(_file, $"{_part}, byte {_offset + _reader.BytesConsumed}: not valid JSON: {reason}", e);
    }
}
