using System.Collections.Immutable;
using System.Text;

namespace LrpGen.Text.Unigram;

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

/// <summary>An entry of a SentencePiece model.</summary>
internal readonly record struct SentencePiece(string Text, float Score, PieceKind Kind);

/// <summary>A SentencePiece model file (<c>sentencepiece_model.proto</c>): pieces and normalisation.</summary>
internal sealed class SentencePieceModel
{
    private const int UnigramType = 1;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private SentencePieceModel(ImmutableArray<SentencePiece> pieces, Charsmap charsmap)
    {
        Pieces = pieces;
        Charsmap = charsmap;
    }

    internal ImmutableArray<SentencePiece> Pieces { get; }

    internal Charsmap Charsmap { get; }

    /// <summary>Reads a model and refuses settings that <see cref="SlowPipeline"/> does not know.</summary>
    /// <exception cref="InvalidDataException">The file is corrupt, or asks for something that is not supported.</exception>
    internal static SentencePieceModel Read(ReadOnlySpan<byte> file, string name)
    {
        var pieces = ImmutableArray.CreateBuilder<SentencePiece>();
        var charsmap = Charsmap.Identity;
        var message = new ProtobufReader(file, name);
        while (message.Read())
        {
            switch (message.Field)
            {
                case 1:
                    pieces.Add(ReadPiece(message, name, pieces.Count));
                    break;
                case 2:
                    CheckTrainer(message.Message(), name);
                    break;
                case 3:
                    charsmap = ReadNormalizer(message.Message(), name);
                    break;
            }
        }

        if (pieces.Count == 0) throw TokenizerError.In(name, $"found no pieces; needed a SentencePiece model.");
        return new SentencePieceModel(pieces.ToImmutable(), charsmap);
    }

    private static SentencePiece ReadPiece(ProtobufReader message, string name, int index)
    {
        string text = "";
        float score = 0;
        var kind = PieceKind.Normal;
        ProtobufReader piece = message.Message();
        while (piece.Read())
        {
            switch (piece.Field)
            {
                case 1:
                    text = ReadText(piece.Bytes(), name, index);
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

        if (text.Length > UnigramVocabulary.MaxPieceLength)
        {
            throw TokenizerError.In(name, $"piece {index} has {text.Length} characters, needed at most {UnigramVocabulary.MaxPieceLength}.");
        }

        if (!float.IsFinite(score)) throw TokenizerError.In(name, $"piece {index} has the score {score}, needed a finite one.");
        if (kind is PieceKind.UserDefined or PieceKind.Byte)
        {
            throw TokenizerError.In(name, $"piece {index} ('{text}') is of the type {kind}, which is not supported; XLM-R models have none.");
        }

        return new SentencePiece(text, score, kind);
    }

    private static string ReadText(ReadOnlySpan<byte> bytes, string name, int index)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw TokenizerError.In(name, $"the text of piece {index} is not UTF-8.");
        }
    }

    private static void CheckTrainer(ProtobufReader trainer, string name)
    {
        while (trainer.Read())
        {
            switch (trainer.Field)
            {
                case 3 when trainer.Number() != UnigramType:
                    throw Unsupported(name, "trainer_spec.model_type", trainer.Number(), "1 (Unigram)");
                case 24 when trainer.Flag():
                    throw Unsupported(name, "trainer_spec.treat_whitespace_as_suffix", "true", "false");
                case 35 when trainer.Flag():
                    throw Unsupported(name, "trainer_spec.byte_fallback", "true", "false");
            }
        }
    }

    private static Charsmap ReadNormalizer(ProtobufReader normalizer, string name)
    {
        var charsmap = Charsmap.Identity;
        while (normalizer.Read())
        {
            switch (normalizer.Field)
            {
                case 2:
                    charsmap = CharsmapReader.Read(normalizer.Bytes(), $"{name}, normalizer_spec.precompiled_charsmap");
                    break;
                case 3 when !normalizer.Flag():
                    throw Unsupported(name, "normalizer_spec.add_dummy_prefix", "false", "true");
                case 4 when !normalizer.Flag():
                    throw Unsupported(name, "normalizer_spec.remove_extra_whitespaces", "false", "true");
                case 5 when !normalizer.Flag():
                    throw Unsupported(name, "normalizer_spec.escape_whitespaces", "false", "true");
            }
        }

        return charsmap;
    }

    private static InvalidDataException Unsupported(string name, string field, object found, string needed) =>
        new($"{name}: {field} is {found}, which is not supported; needed {needed}.");
}
