using System.Buffers.Binary;

namespace LrpGen.Text.Tokenization;

/// <summary>What kind of piece an entry of a SentencePiece model is; the numbers are the file's.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>A SentencePiece model file (<c>sentencepiece_model.proto</c>): pieces and normalisation.</summary>
internal sealed class SentencePieceModel
{
    private const int UnigramType = 1;
    private const int BpeType = 2;

    private readonly Lazy<PieceIndex> index;
    private readonly float[] scores;
    private readonly PieceKind[] kinds;

    private SentencePieceModel(ReadOnlySpan<byte> file, string name)
    {
        // A piece of XLM-R takes some 17 bytes of the file.
        int expected = Math.Clamp(file.Length / 16, 1, 1 << 18);
        PieceTable.Builder texts = new(expected);
        List<float> scoreList = new(expected);
        List<PieceKind> kindList = new(expected);
        var message = new ProtobufReader(file, name);
        while (message.Read())
        {
            switch (message.Field)
            {
                case 1:
                    (float score, PieceKind kind) = ReadPiece(message.Message(), name, texts);
                    scoreList.Add(score);
                    kindList.Add(kind);
                    break;
                case 2:
                    ReadTrainer(message.Message(), name);
                    break;
                case 3:
                    ReadNormalizer(message.Message(), name);
                    break;
            }
        }

        Texts = texts.Build();
        (scores, kinds) = ([.. scoreList], [.. kindList]);
        index = new(() => PieceIndex.OfAll(Texts));
        UserDefined = new UserDefinedPieces(Texts, [.. Enumerable.Range(0, kinds.Length).Where(id => kinds[id] == PieceKind.UserDefined)]);
    }

    /// <summary>How many pieces there are.</summary>
    internal int Count => kinds.Length;

    /// <summary>The pieces' texts.</summary>
    internal PieceTable Texts { get; }

    internal UserDefinedPieces UserDefined { get; }

    internal Charsmap Charsmap { get; private set; } = Charsmap.Identity;

    /// <summary>Whether it is BPE and not Unigram.</summary>
    internal bool IsBpe { get; private set; }

    /// <summary>Whether a character without a piece becomes pieces of its bytes.</summary>
    internal bool ByteFallback { get; private set; }

    /// <summary>Whether a text begins with a blank that it does not have.</summary>
    internal bool AddDummyPrefix { get; private set; } = true;

    /// <summary>Whether blanks at the ends go, and of several in a row all but one.</summary>
    internal bool RemoveExtraWhiteSpace { get; private set; } = true;

    /// <summary>Whether decoding takes a blank from the beginning of a text.</summary>
    internal bool BeginsWithBlank => AddDummyPrefix || RemoveExtraWhiteSpace;

    /// <summary>A piece's score.</summary>
    internal float Score(int id) => scores[id];

    /// <summary>What kind a piece is of.</summary>
    internal PieceKind Kind(int id) => kinds[id];

    /// <summary>The id of a piece, whatever its kind, or -1.</summary>
    internal int Find(string piece) => index.Value.Find(piece);

    /// <summary>Reads a model and refuses settings that <see cref="SentencePiecePipeline"/> does not know.</summary>
    /// <exception cref="InvalidDataException">The file is corrupt, or asks for something that is not supported.</exception>
    internal static SentencePieceModel Read(ReadOnlySpan<byte> file, string name)
    {
        SentencePieceModel model = new(file, name);
        if (model.Count == 0) throw TokenizerError.In(name, "found no pieces; needed a SentencePiece model.");
        if (!model.IsBpe && model.ByteFallback) throw Unsupported(name, "trainer_spec.byte_fallback", "true in a Unigram model", "false");
        return model;
    }

    private static (float Score, PieceKind Kind) ReadPiece(ProtobufReader piece, string name, PieceTable.Builder texts)
    {
        int index = texts.Count;
        if (!IsUsual(piece.All, out ReadOnlySpan<byte> text, out float score, out PieceKind kind))
        {
            while (piece.Read())
            {
                switch (piece.Field)
                {
                    case 1:
                        text = piece.Bytes();
                        break;
                    case 2:
                        score = piece.Single();
                        break;
                    case 3:
                        ulong number = piece.Number();
                        if (number is < 1 or > 6) throw piece.Corrupt($"piece {index} has the type {number}, known are 1 to 6");
                        kind = (PieceKind)number;
                        break;
                }
            }
        }

        if (!texts.TryAddUtf8(text)) throw TokenizerError.In(name, $"the text of piece {index} is not UTF-8.");
        int length = texts[index].Length;
        if (length > UnigramVocabulary.MaxPieceLength)
        {
            throw TokenizerError.In(name, $"piece {index} has {length} characters, needed at most {UnigramVocabulary.MaxPieceLength}.");
        }

        if (!float.IsFinite(score)) throw TokenizerError.In(name, $"piece {index} has the score {score}, needed a finite one.");
        return (score, kind);
    }

    // As sentencepiece itself writes a normal piece of less than 128 bytes: its text, then its score, and nothing else. Nearly all are so.
    private static bool IsUsual(ReadOnlySpan<byte> piece, out ReadOnlySpan<byte> text, out float score, out PieceKind kind)
    {
        const byte TextTag = 0x0A, ScoreTag = 0x15;
        text = [];
        (score, kind) = (0, PieceKind.Normal);
        if (piece is not [TextTag, < 0x80 and var length, ..] || piece.Length != length + 7 || piece[length + 2] != ScoreTag) return false;
        text = piece.Slice(2, length);
        score = BinaryPrimitives.ReadSingleLittleEndian(piece[(length + 3)..]);
        return true;
    }

    private void ReadTrainer(ProtobufReader trainer, string name)
    {
        while (trainer.Read())
        {
            switch (trainer.Field)
            {
                case 3:
                    ulong type = trainer.Number();
                    IsBpe = type == BpeType;
                    if (!IsBpe && type != UnigramType) throw Unsupported(name, "trainer_spec.model_type", type, "1 (Unigram) or 2 (BPE)");
                    break;
                case 24 when trainer.Flag():
                    throw Unsupported(name, "trainer_spec.treat_whitespace_as_suffix", "true", "false");
                case 35:
                    ByteFallback = trainer.Flag();
                    break;
            }
        }
    }

    private void ReadNormalizer(ProtobufReader normalizer, string name)
    {
        while (normalizer.Read())
        {
            switch (normalizer.Field)
            {
                case 2:
                    Charsmap = CharsmapReader.Read(normalizer.Bytes(), $"{name}, normalizer_spec.precompiled_charsmap");
                    break;
                case 3:
                    AddDummyPrefix = normalizer.Flag();
                    break;
                case 4:
                    RemoveExtraWhiteSpace = normalizer.Flag();
                    break;
                case 5 when !normalizer.Flag():
                    throw Unsupported(name, "normalizer_spec.escape_whitespaces", "false", "true");
            }
        }
    }

    private static InvalidDataException Unsupported(string name, string field, object found, string needed) =>
        TokenizerError.In(name, $"{field} is {found}, which is not supported; needed {needed}.");
}
