using System.Text.Json;
using LrpGen.Text.Tokenization;

namespace LrpGen.Text.Tests;

/// <summary>The tokenizers that the golden cases belong to, each read once.</summary>
internal static class Tokenizers
{
    private static readonly Lazy<TextTokenizer> SmallFastLazy =
        new(() => TextTokenizer.FromFolder(Path.Combine(TestData.Tokenizers, "xlmr-small")));

    private static readonly Lazy<TextTokenizer> SmallSlowLazy =
        new(() => TextTokenizer.FromSentencePiece(Path.Combine(TestData.Tokenizers, "xlmr-small", "sentencepiece.bpe.model")));

    private static readonly Lazy<TextTokenizer> SmallConverterLazy =
        new(() => Compose("xlmr-small", "tokenizer.converter.pipeline.json", Path.Combine(TestData.Tokenizers, "xlmr-small")));

    private static readonly Lazy<TextTokenizer> LargeFastLazy =
        new(() => Compose("xlm-roberta", "tokenizer.pipeline.json", Path.Combine(TestData.DataTokenizers, "xlm-roberta")));

    private static readonly Lazy<TextTokenizer> LargeSlowLazy =
        new(() => TextTokenizer.FromFolder(Path.Combine(TestData.DataTokenizers, "xlm-roberta")));

    private static readonly Lazy<TextTokenizer> LargeConverterLazy =
        new(() => Compose("xlm-roberta", "tokenizer.converter.pipeline.json", Path.Combine(TestData.DataTokenizers, "xlm-roberta")));

    internal static TextTokenizer SmallFast => SmallFastLazy.Value;

    internal static TextTokenizer SmallSlow => SmallSlowLazy.Value;

    internal static TextTokenizer SmallConverter => SmallConverterLazy.Value;

    internal static TextTokenizer LargeFast => LargeFastLazy.Value;

    internal static TextTokenizer LargeSlow => LargeSlowLazy.Value;

    internal static TextTokenizer LargeConverter => LargeConverterLazy.Value;

    /// <summary>The options under which a golden record was made.</summary>
    internal static TextTokenizerOptions OptionsOf(GoldenCase golden) => new()
    {
        AddSpecialTokens = golden.Special,
        SpecialStrings = golden.SplitSpecialTokens ? SpecialStrings.MatchInVocabulary : SpecialStrings.Match,
        TruncationSide = golden.TruncateLeft ? TruncationSide.Left : TruncationSide.Right,
        TruncationStrategy = golden.Truncation switch
        {
            "only_first" => TruncationStrategy.OnlyFirst,
            "only_second" => TruncationStrategy.OnlySecond,
            _ => TruncationStrategy.LongestFirst,
        },
    };

    internal static TextEncoding Encode(TextTokenizer tokenizer, GoldenCase golden, TextTokenizerOptions options) =>
        tokenizer.With(options).Encode(golden.Text, golden.Pair, golden.TruncatedTo ?? int.MaxValue);

    /// <summary>
    /// Puts the vocabulary and the charsmap of a SentencePiece model into a tokenizer.json that lacks them, as the
    /// converter of transformers does: scores as the shortest decimals of the 32-bit values.
    /// </summary>
    private static TextTokenizer Compose(string folder, string pipelineFile, string modelFolder)
    {
        byte[] model = File.ReadAllBytes(Path.Combine(modelFolder, "sentencepiece.bpe.model"));
        byte[] pipeline = File.ReadAllBytes(Path.Combine(TestData.Tokenizers, folder, pipelineFile));
        var root = System.Text.Json.Nodes.JsonNode.Parse(pipeline)!;
        System.Text.Json.Nodes.JsonNode normalizer = root["normalizer"]!;
        if (normalizer["normalizers"] is { } steps) normalizer = steps[0]!;
        normalizer["precompiled_charsmap"] = Convert.ToBase64String(RawCharsmap(model));

        var vocabulary = new System.Text.Json.Nodes.JsonArray();
        void Add(string piece, double score) => vocabulary.Add(new System.Text.Json.Nodes.JsonArray(piece, score));
        foreach (string special in new[] { "<s>", "<pad>", "</s>", "<unk>" }) Add(special, 0);
        var pieces = SentencePieceModel.Read(model, "model");
        for (int id = 3; id < pieces.Count; id++) Add(pieces.Texts.Text(id), pieces.Score(id));
        Add("<mask>", 0);
        root["model"]!["vocab"] = vocabulary;
        using var stream = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(root));
        return TextTokenizer.FromTokenizerJson(stream, pipelineFile);
    }

    /// <summary>Puts the vocabulary and the charsmap of one tokenizer.json into another that lacks them.</summary>
    internal static TextTokenizer WithPipeline(string full, string pipeline)
    {
        System.Text.Json.Nodes.JsonNode from = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllBytes(full))!, to = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllBytes(pipeline))!;
        string charsmap = Steps(from).Select(step => step["precompiled_charsmap"]).First(value => value is not null)!.GetValue<string>();
        foreach (System.Text.Json.Nodes.JsonNode step in Steps(to).Where(step => step["precompiled_charsmap"] is not null)) step["precompiled_charsmap"] = charsmap;
        to["model"]!["vocab"] = from["model"]!["vocab"]!.DeepClone();
        using var stream = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(to));
        return TextTokenizer.FromTokenizerJson(stream, pipeline);

        static IEnumerable<System.Text.Json.Nodes.JsonNode> Steps(System.Text.Json.Nodes.JsonNode root) =>
            root["normalizer"]!["normalizers"] is System.Text.Json.Nodes.JsonArray steps ? steps.Select(step => step!) : [root["normalizer"]!];
    }

    private static byte[] RawCharsmap(byte[] model)
    {
        var message = new ProtobufReader(model, "model");
        while (message.Read())
        {
            if (message.Field != 3) continue;
            ProtobufReader normalizer = message.Message();
            while (normalizer.Read())
            {
                if (normalizer.Field == 2) return normalizer.Bytes().ToArray();
            }
        }

        throw new InvalidDataException("The model has no charsmap.");
    }
}
