using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace LrpGen.Runtime;

/// <summary>Writes sections to a file that <see cref="PackedFile"/> maps: aligned, in the order given.</summary>
internal static class PackedFileWriter
{
    /// <summary>Writes the file beside its place and moves it there: who maps the old one keeps it, and nobody sees a half one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<PackedSection> sections)
    {
        string part = $"{path}.{Environment.ProcessId}.part";
        try
        {
            using (FileStream file = File.Create(part))
                Write(file, metadata, sections);
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private static void Write(FileStream file, IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<PackedSection> sections)
    {
        ArrayBufferWriter<byte> header = new();
        WriteHeader(header, metadata, sections);
        long start = PackedFormat.Align(sizeof(ulong) + header.WrittenCount, PackedFormat.LargeSection);

        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(start - sizeof(ulong)));
        file.Write(length);
        file.Write(header.WrittenSpan);
        Fill(file, start, (byte)' ');
        foreach (PackedSection section in sections)
        {
            Fill(file, start + PackedFormat.Align(file.Position - start, section.ByteCount), 0);
            section.Write(file);
        }
    }

    private static void Fill(FileStream file, long end, byte value)
    {
        while (file.Position < end)
            file.WriteByte(value);
    }

    private static void WriteHeader(ArrayBufferWriter<byte> header, IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<PackedSection> sections)
    {
        using Utf8JsonWriter json = new(header);
        json.WriteStartObject();
        json.WriteStartObject("__metadata__");
        foreach ((string key, string value) in metadata)
            json.WriteString(key, value);
        json.WriteEndObject();

        long at = 0;
        foreach (PackedSection section in sections)
        {
            // Safetensors files have no gaps: what lies between two sections is a tensor too.
            long begin = PackedFormat.Align(at, section.ByteCount);
            if (begin > at)
                SafetensorsWriter.WriteTensor(json, PackedFormat.PaddingPrefix + section.Name, "U8", [begin - at], at, begin);
            at = begin + section.ByteCount;
            SafetensorsWriter.WriteTensor(json, section.Name, section.Type.ToString(), section.Shape, begin, at);
        }

        json.WriteEndObject();
    }
}
