using System.Buffers.Binary;
using System.Text;

namespace LrpGen.Benchmarks.Tokenizing;

/// <summary>What of a SentencePiece model a <c>tokenizer.json</c> needs. The file is trusted.</summary>
/// <param name="Pieces">Texts and scores.</param>
/// <param name="Charsmap">The map of the normaliser.</param>
internal sealed record SentencePieceFile(IReadOnlyList<(string Text, float Score)> Pieces, byte[] Charsmap)
{
    /// <summary>Reads a file.</summary>
    public static SentencePieceFile Read(ReadOnlySpan<byte> file)
    {
        List<(string, float)> pieces = [];
        byte[] charsmap = [];
        while (!file.IsEmpty)
        {
            (ulong field, ReadOnlySpan<byte> message) = Next(ref file);
            if (field == 1) pieces.Add(Piece(message));
            while (field == 3 && !message.IsEmpty)
            {
                (ulong inner, ReadOnlySpan<byte> bytes) = Next(ref message);
                if (inner == 2) charsmap = bytes.ToArray();
            }
        }

        return new SentencePieceFile(pieces, charsmap);
    }

    private static (string, float) Piece(ReadOnlySpan<byte> message)
    {
        (string text, float score) = ("", 0);
        while (!message.IsEmpty)
        {
            (ulong field, ReadOnlySpan<byte> bytes) = Next(ref message);
            if (field == 1) text = Encoding.UTF8.GetString(bytes);
            if (field == 2) score = BinaryPrimitives.ReadSingleLittleEndian(bytes);
        }

        return (text, score);
    }

    // A field of protobuf: its number, and its bytes.
    private static Field Next(ref ReadOnlySpan<byte> rest)
    {
        ulong tag = Varint(ref rest);
        int length = (tag & 7) switch { 0 => 0, 1 => 8, 5 => 4, _ => (int)Varint(ref rest) };
        if ((tag & 7) == 0) Varint(ref rest);
        ReadOnlySpan<byte> bytes = rest[..length];
        rest = rest[length..];
        return new Field(tag >> 3, bytes);
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = rest[0];
            rest = rest[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }

    private readonly ref struct Field(ulong number, ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;

        public void Deconstruct(out ulong field, out ReadOnlySpan<byte> content)
        {
            field = number;
            content = bytes;
        }
    }
}
