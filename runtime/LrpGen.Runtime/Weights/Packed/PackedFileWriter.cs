using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace LrpGen.Runtime;

/// <summary>Writes sections to a file that <see cref="PackedFile"/> maps: aligned, in the order given.</summary>
internal static class PackedFileWriter
{
    /// <summary>Writes the file beside its place and moves it there: who maps the old one keeps it, and nobody sees a half one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<PackedSection> sections)
    {
        string part = $"{path}.{Environment.ProcessId}.part";
        try
        {
            Dictionary<string, string> complete = new(metadata, StringComparer.Ordinal)
            {
                [PackedFormat.HashesKey] = PackedHashes.Lines(sections.Select(section => section.Name), _ => (PackedHashes.Unknown, PackedHashes.Unknown)),
                [PackedFormat.HeaderKey] = PackedHashes.Unknown,
            };
            using (FileStream file = File.Create(part))
                Write(file, complete, sections);
            AddHashes(part, complete);
            using (FileStream file = new(part, FileMode.Open, FileAccess.Write))
                WriteHeader(file, complete, sections);
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    // All hashes are equally long, so that the header with them takes the place of the one without.
    private static void AddHashes(string path, Dictionary<string, string> metadata)
    {
        using MappedFile file = MappedFile.Open(path);
        SafetensorsHeader header = SafetensorsHeader.Read(file);
        Dictionary<string, TensorEntry> entries = header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        metadata[PackedFormat.HashesKey] = PackedHashes.Lines(
            header.Tensors.Select(tensor => tensor.Name),
            name => (PackedHashes.OfSection(file, header.DataStart, entries[name]), PackedHashes.OfEnds(file, header.DataStart, entries[name])));
        metadata[PackedFormat.HeaderKey] = PackedHashes.OfHeader(metadata, header.Tensors);
    }

    private static void Write(FileStream file, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<PackedSection> sections)
    {
        long start = WriteHeader(file, metadata, sections);
        foreach (PackedSection section in sections)
        {
            Fill(file, start + PackedFormat.Align(file.Position - start, section.ByteCount), 0);
            section.Write(file);
        }
    }

    /// <summary>Writes length and header; the place of the first section.</summary>
    private static long WriteHeader(FileStream file, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<PackedSection> sections)
    {
        ArrayBufferWriter<byte> header = new();
        WriteHeader(header, metadata, sections);
        long start = PackedFormat.Align(sizeof(ulong) + header.WrittenCount, PackedFormat.LargeSection);

        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(start - sizeof(ulong)));
        file.Write(length);
        file.Write(header.WrittenSpan);
        Fill(file, start, (byte)' ');
        return start;
    }

    private static void Fill(FileStream file, long end, byte value)
    {
        while (file.Position < end)
            file.WriteByte(value);
    }

    private static void WriteHeader(ArrayBufferWriter<byte> header, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<PackedSection> sections)
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
