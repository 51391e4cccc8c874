using System.Globalization;
using System.Text;

namespace LrpGen.Samples;

/// <summary>Reads the lines of a stream as UTF-8, as they come. Lines end with \n or \r\n; a \r elsewhere belongs to its line.</summary>
/// <remarks>
/// Bytes that are not UTF-8 (a file in Latin-1, say) are refused with their line: what stands in their place would not be what
/// was written, and the model would explain something else. A file with the mark of UTF-16 is read as that.
/// </remarks>
internal static class Utf8Lines
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines.</summary>
    /// <param name="stream">Where they come from; not closed.</param>
    /// <param name="source">Its name for messages.</param>
    /// <param name="lossy">True reads what is no UTF-8 as U+FFFD.</param>
    /// <param name="wayOut">What else can be done, for the message: "or give --lossy …".</param>
    /// <exception cref="Failure">A line is not UTF-8.</exception>
    public static IEnumerable<string> Read(Stream stream, string source, bool lossy = false, string wayOut = "")
    {
        byte[] block = new byte[1 << 14];
        MemoryStream line = new();
        int number = 0, read;
        bool first = true;
        while ((read = stream.Read(block)) > 0)
        {
            // A mark is two bytes, which a pipe may bring one by one.
            while (first && read == 1 && block[0] is 0xfe or 0xff && stream.Read(block, 1, 1) == 1) read++;
            if (first && read >= 2 && (block[0], block[1]) is (0xff, 0xfe) or (0xfe, 0xff))
            {
                foreach (string text in Utf16(stream, block.AsMemory(0, read))) yield return text;
                yield break;
            }

            first = false;
            int start = 0, end;
            while ((end = Array.IndexOf(block, (byte)'\n', start, read - start)) >= 0)
            {
                line.Write(block, start, end - start);
                yield return Decode(line, ++number, source, lossy, wayOut);
                start = end + 1;
            }

            line.Write(block, start, read - start);
        }

        if (line.Length > 0) yield return Decode(line, ++number, source, lossy, wayOut);
    }

    private static string Decode(MemoryStream line, int number, string source, bool lossy, string wayOut)
    {
        ReadOnlySpan<byte> bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        if (number == 1 && bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        if (bytes.EndsWith("\r"u8)) bytes = bytes[..^1];
        try
        {
            string text = (lossy ? Encoding.UTF8 : Strict).GetString(bytes);
            line.SetLength(0);
            return text;
        }
        catch (DecoderFallbackException exception)
        {
            string wrong = exception.BytesUnknown is { Length: > 0 } unknown ? $" (byte {exception.Index + 1} of the line is 0x{unknown[0]:X2})" : "";
            throw Failure.Runtime(
                string.Create(CultureInfo.InvariantCulture, $"{source}, line {number}: found bytes that are not UTF-8{wrong}; needed UTF-8: convert it, as in iconv -f latin1 -t utf-8{wayOut}."), exception);
        }
    }

    private static IEnumerable<string> Utf16(Stream stream, ReadOnlyMemory<byte> begun)
    {
        using MemoryStream all = new();
        all.Write(begun.Span);
        stream.CopyTo(all);
        all.Position = 0;
        using StreamReader reader = new(all, Encoding.UTF8);
        while (reader.ReadLine() is { } text) yield return text;
    }
}
