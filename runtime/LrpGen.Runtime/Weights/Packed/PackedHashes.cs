using System.Security.Cryptography;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>
/// The hashes in the header of a packed file: of each section, of the two ends of each section, and of the header itself, so that
/// names, places, sizes and values belong together. They tell of damage and mix-ups, not of somebody who writes hashes as well.
/// </summary>
internal static class PackedHashes
{
    /// <summary>Characters of a hash.</summary>
    public const int Length = 64;

    // A page: what a quick check reads at each end of a section.
    private const int EndBytes = 4096;

    /// <summary>Stands for a hash that is not known yet.</summary>
    public static string Unknown { get; } = new('0', Length);

    /// <summary>A line for each section: its hash, the hash of its ends, its name.</summary>
    public static string Lines(IEnumerable<string> names, Func<string, (string All, string Ends)> hashes) =>
        string.Concat(names.Where(IsSection).Select(name => hashes(name) is var (all, ends) ? $"{all} {ends} {name}\n" : ""));

    /// <summary>Whether a tensor of the file is a section, and not what lies between two.</summary>
    public static bool IsSection(string name) => !name.StartsWith(PackedFormat.PaddingPrefix, StringComparison.Ordinal);

    /// <summary>The hash of everything that the header says but for this hash.</summary>
    public static string OfHeader(IEnumerable<KeyValuePair<string, string>> metadata, IEnumerable<TensorEntry> tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string key, string value) in metadata.Where(pair => pair.Key != PackedFormat.HeaderKey).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(hash, key);
            Append(hash, value);
        }

        foreach (TensorEntry tensor in tensors)
        {
            Append(hash, tensor.Name);
            Append(hash, $"{tensor.DType} {Messages.Shape(tensor.Shape)} {tensor.Begin} {tensor.End}");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The hash of all of a section.</summary>
    public static string OfSection(MappedFile file, long dataStart, TensorEntry section)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[(int)Math.Min(1 << 18, section.End - section.Begin)];
        for (long at = section.Begin; at < section.End; at += piece.Length)
        {
            Span<byte> bytes = piece.AsSpan(0, (int)Math.Min(piece.Length, section.End - at));
            file.Read(dataStart + at, bytes);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The hash of a section's first page and its last: two sections that were exchanged differ there.</summary>
    public static string OfEnds(MappedFile file, long dataStart, TensorEntry section)
    {
        int length = (int)Math.Min(EndBytes, section.End - section.Begin);
        byte[] ends = new byte[2 * length];
        file.Read(dataStart + section.Begin, ends.AsSpan(0, length));
        file.Read(dataStart + section.End - length, ends.AsSpan(length));
        return Convert.ToHexStringLower(SHA256.HashData(ends));
    }

    // With its length, so that no two lists of texts give the same bytes.
    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
