using System.Buffers.Binary;
using System.Text;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>A folder of its own for a test, and ways to put broken files into it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lrpgen-").FullName;

    /// <summary>Writes bytes as they are.</summary>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        string path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Writes text in UTF-8.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes the length of a header, the header, and data that count up.</summary>
    public string WriteSafetensors(string name, ReadOnlySpan<byte> header, int dataBytes)
    {
        byte[] file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file.AsSpan(8));
        for (int i = 0; i < dataBytes; i++)
            file[8 + header.Length + i] = (byte)i;
        return Write(name, file);
    }

    /// <summary>Writes a header in UTF-8 and data that count up.</summary>
    public string WriteSafetensors(string name, string header, int dataBytes) =>
        WriteSafetensors(name, Encoding.UTF8.GetBytes(header), dataBytes);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
