using System.Text;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>Damaged and malicious safetensors files are refused with a message that says what and where.</summary>
public sealed class HostileHeaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\u0001}")]
    [InlineData("{\"a\":\u001b[2J}")]
    [InlineData("\u0007")]
    [InlineData("{\"\\u202e\":1}")]
    public void A_message_holds_no_control_character_of_the_file(string header)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        _folder.Write("model.safetensors", [.. BitConverter.GetBytes((long)text.Length), .. text]);
        string message = Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.Path)).Message;
        Assert.DoesNotContain(message, c => char.IsControl(c) || c == '\u202e');
    }

    [Theory]
    // The file's first bytes.
    [InlineData("", "the file is empty")]
    [InlineData("02000000000000", "the file has 7 bytes; a safetensors file starts with 8 bytes that say how long its header is")]
    [InlineData("0000000000000000", "the header length says 0 bytes; needed is at least the 2 of an empty object")]
    [InlineData("FFFFFFFFFFFFFFFF7B7D", "the header length says 18446744073709551615 bytes; at most 100000000 are allowed")]
    [InlineData("FFFFFFFFFFFFFF7F7B7D", "the header length says 9223372036854775807 bytes; at most 100000000 are allowed")]
    [InlineData("01E1F505000000007B7D", "the header length says 100000001 bytes; at most 100000000 are allowed")]
    [InlineData("00E1F505000000007B7D", "the header length says 100000000 bytes, but only 2 follow: the file is cut off")]
    [InlineData("03000000000000007B7D", "the header length says 3 bytes, but only 2 follow: the file is cut off")]
    // The header's text.
    [InlineData("04000000000000007B22FF7D", "the header is not UTF-8")]
    [InlineData("03000000000000007B7D00", "header, byte 10: not valid JSON: '0x00' is invalid after a single JSON value. Expected end of data.")]
    [InlineData("03000000000000007B7D7B", "header, byte 10: not valid JSON: '{' is invalid after a single JSON value. Expected end of data.")]
    [InlineData("02000000000000005B5D", "header, byte 8: the header is an array; needed is an object")]
    [InlineData("0400000000000000746F6F20", "header, byte 8: not valid JSON: 'too ' is an invalid JSON literal. Expected the literal 'true'.")]
    [InlineData("01000000000000007B", "header, byte 9: not valid JSON: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed.")]
    [InlineData("04000000000000007B7D200041", "header, byte 11: not valid JSON: '0x00' is invalid after a single JSON value. Expected end of data.")]
    // Other programs' files.
    [InlineData("504B03040000080800000000", "the file is a PyTorch checkpoint, not safetensors; convert it with transformers: AutoModelForSequenceClassification.from_pretrained(folder).save_pretrained(folder, safe_serialization=True)")]
    [InlineData("80028A0A6CFC9C46F9206AA8", "the file is a PyTorch checkpoint, not safetensors; convert it with transformers: AutoModelForSequenceClassification.from_pretrained(folder).save_pretrained(folder, safe_serialization=True)")]
    [InlineData("894844460D0A1A0A00000000", "the file is an HDF5 (TensorFlow) checkpoint, not safetensors; convert it with transformers: AutoModelForSequenceClassification.from_pretrained(folder).save_pretrained(folder, safe_serialization=True)")]
    public void Bytes_that_are_no_header_are_refused(string hexadecimal, string message) =>
        Refused(_folder.Write("model.safetensors", Convert.FromHexString(hexadecimal)), message);

    [Fact]
    public void A_git_lfs_pointer_is_recognised() =>
        Refused(
            _folder.Write("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"),
            "the file is a Git LFS pointer, not the file itself; fetch it with: git lfs pull");

    [Theory]
    // Keys.
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""", "header, byte 62: the key \"a\" appears twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}}""", "header, byte 28: the key \"dtype\" appears twice")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", "header, byte 46: \"a\" has no dtype")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", "header, byte 48: \"a\" has no shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "header, byte 39: \"a\" has no data_offsets")]
    [InlineData("""{"a":[]}""", "header, byte 13: \"a\" is an array; needed is an object")]
    [InlineData("""{"a":null}""", "header, byte 13: \"a\" is null; needed is an object")]
    [InlineData("""{"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "header, byte 9: the tensor name \"\" is empty or holds control characters")]
    [InlineData("""{"a\u0000b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "header, byte 9: the tensor name \"a\\u0000b\" is empty or holds control characters")]
    [InlineData("""{"a\u001b[2J":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "header, byte 9: the tensor name \"a\\u001b[2J\" is empty or holds control characters")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "header, byte 9: the string is not Unicode")]
    // Metadata.
    [InlineData("""{"__metadata__":{"format":1}}""", "header, byte 34: \"__metadata__\" › \"format\" is the number 1; needed is a string")]
    [InlineData("""{"__metadata__":{"format":{}}}""", "header, byte 34: \"__metadata__\" › \"format\" is an object; needed is a string")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", "header, byte 33: the key \"a\" appears twice")]
    [InlineData("""{"__metadata__":"pt"}""", "header, byte 24: \"__metadata__\" is a string; needed is an object")]
    // Types.
    [InlineData("""{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}""", "header, byte 22: \"a\" › \"dtype\" is the number 1; needed is a string")]
    [InlineData("""{"a":{"dtype":"","shape":[1],"data_offsets":[0,4]}}""", "header, byte 57: \"a\" › \"dtype\" \"\" is not the name of a type")]
    // Shapes.
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "header, byte 37: \"a\" › \"shape\" holds the number -1; needed is a whole number from 0 to 9223372036854775807")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "header, byte 37: \"a\" › \"shape\" holds the number 1.5; needed is a whole number from 0 to 9223372036854775807")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}""", "header, byte 37: \"a\" › \"shape\" holds the number 1e0; needed is a whole number from 0 to 9223372036854775807")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "header, byte 37: \"a\" › \"shape\" holds a string; needed is a whole number from 0 to 9223372036854775807")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", "header, byte 37: \"a\" › \"shape\" holds the number 9223372036854775808; needed is a whole number from 0 to 9223372036854775807")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", "header, byte 36: \"a\" › \"shape\" is the number 1; needed is an array")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", "header, byte 37: \"a\" › \"shape\" holds an array; needed is a whole number from 0 to 9223372036854775807")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", "\"a\": the shape [4294967296, 4294967296] has more than 9223372036854775807 values")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,4]}}""", "\"a\": F32 [9223372036854775807] takes 36893488147419103228 bytes, but its data_offsets [0, 4] span 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "\"a\": F32 [2] takes 8 bytes, but its data_offsets [0, 4] span 4")]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,4]}}""", "\"a\": I64 [1] takes 8 bytes, but its data_offsets [0, 4] span 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,0]}}""", "\"a\": F32 [] takes 4 bytes, but its data_offsets [0, 0] span 0")]
    // Ranges.
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "\"a\": the data begin at byte 4, after their end at byte 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "header, byte 58: \"a\" › \"data_offsets\" holds 1 numbers; needed are begin and end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "header, byte 60: \"a\" › \"data_offsets\" holds more than 2 numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "header, byte 56: \"a\" › \"data_offsets\" holds the number -4; needed is a whole number from 0 to 9223372036854775807")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "\"a\": the data end at byte 8, but the file has only 4 bytes of data: it is cut off, or the offset is wrong")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}}""", "\"a\": the data end at byte 9223372036854775807, but the file has only 4 bytes of data: it is cut off, or the offset is wrong")]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}""", "\"a\": the data begin at byte 2, but the start of the data ends at byte 0: the bytes between belong to no tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "\"b\": the data begin at byte 2, but \"a\" ends at byte 1: the bytes between belong to no tensor")]
    [InlineData("""{"b":{"dtype":"U8","shape":[3],"data_offsets":[1,4]},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "\"b\": the data begin at byte 1, but \"a\" ends at byte 2: they overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "\"b\": the data begin at byte 0, but \"a\" ends at byte 4: they overlap")]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}""", "the tensors end at byte 2 of the data, but the file has 4: the rest belongs to no tensor")]
    [InlineData("{}", "the tensors end at byte 0 of the data, but the file has 4: the rest belongs to no tensor")]
    public void A_header_that_contradicts_itself_or_the_file_is_refused(string header, string message) =>
        Refused(_folder.WriteSafetensors("model.safetensors", header, dataBytes: 4), message);

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","extra":""", "[", "]")]
    [InlineData("", "{\"a\":", "}")]
    public void Deep_nesting_is_refused(string before, string open, string close)
    {
        string header = before + string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        string path = _folder.WriteSafetensors("model.safetensors", header, dataBytes: 4);

        Assert.Throws<CheckpointException>(() => Checkpoint.Open(path));
    }

    [Fact]
    public void Too_many_dimensions_are_refused()
    {
        string shape = string.Join(',', Enumerable.Repeat("1", 65));
        Refused(
            _folder.WriteSafetensors("model.safetensors", $$"""{"a":{"dtype":"F32","shape":[{{shape}}],"data_offsets":[0,4]} }""", dataBytes: 4),
            "header, byte 165: \"a\" › \"shape\" holds more than 64 numbers");
    }

    [Fact]
    public void Every_truncation_of_a_valid_file_is_refused()
    {
        string path = Path.Combine(_folder.Path, "whole.safetensors");
        new SafetensorsWriter().AddMetadata("format", "pt").Add("a", WeightType.F32, [2], [1, 2]).Add("b", WeightType.F16, [3], [1, 2, 3]).Write(path);
        byte[] whole = File.ReadAllBytes(path);

        for (int length = 0; length < whole.Length; length++)
        {
            string part = _folder.Write("part.safetensors", whole.AsSpan(0, length));
            Assert.Throws<CheckpointException>(() => Checkpoint.Open(part));
        }
    }

    [Fact]
    public void Claimed_sizes_are_not_allocated()
    {
        string[] headers =
        [
            """{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}""",
            """{"a":{"dtype":"??","shape":[9223372036854775807],"data_offsets":[0,4]}}""",
        ];
        string[] paths =
        [
            .. headers.Select((header, i) => _folder.WriteSafetensors($"{i}.safetensors", header, dataBytes: 4)),
            _folder.Write("2.safetensors", Convert.FromHexString("00E1F505000000007B7D")),
        ];
        TryOpen(paths[0]); // what the first call costs once

        foreach (string path in paths)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            TryOpen(path);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        }
    }

    [Fact]
    public void A_type_that_nobody_knows_is_listed_and_refused_when_read()
    {
        string path = _folder.WriteSafetensors("model.safetensors", """{"a":{"dtype":"F9","shape":[3],"data_offsets":[0,4]}}""", dataBytes: 4);
        using Checkpoint checkpoint = Checkpoint.Open(path);

        Assert.Equal("F9", checkpoint.Tensors["a"].StoredTypeName);
        Assert.Throws<CheckpointException>(() => checkpoint.Tensors["a"].Read(0, new float[3]));
    }

    [Fact]
    public void What_the_format_allows_is_accepted()
    {
        string header = """{"a":{"shape":[1],"later":{"x":[[]]},"data_offsets":[0,4],"dtype":"F32"},"z":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}  """ + "\n";
        using Checkpoint checkpoint = Checkpoint.Open(_folder.WriteSafetensors("model.safetensors", header, dataBytes: 4));

        Assert.Equal(["a", "z"], checkpoint.Tensors.Keys.Order());
    }

    [Fact]
    public void Text_from_the_file_is_shortened_in_messages()
    {
        string name = new('x', 100_000);
        string path = _folder.WriteSafetensors("model.safetensors", Encoding.UTF8.GetBytes($$"""{"{{name}}":1}"""), dataBytes: 4);

        Assert.InRange(Assert.Throws<CheckpointException>(() => Checkpoint.Open(path)).Message.Length, 1, 300);
    }

    private static void TryOpen(string path)
    {
        try
        {
            Checkpoint.Open(path).Dispose();
        }
        catch (CheckpointException)
        {
        }
    }

    private static void Refused(string path, string message)
    {
        CheckpointException e = Assert.Throws<CheckpointException>(() => Checkpoint.Open(path));
        Assert.Equal($"model.safetensors: {message}", e.Message);
        Assert.Equal(path, e.File);
    }
}
