using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>What transformers' classes make of a SentencePiece model: ids, special tokens, what stands around texts.</summary>
internal static class SentencePieceFamily
{
    private const string XlmRobertaFile = "sentencepiece.bpe.model";

    /// <summary>Builds the tokenizer of a model.</summary>
    /// <exception cref="InvalidDataException">The pieces are not those that the family needs, or the family is not known.</exception>
    internal static (TextPipeline Pipeline, TokenTemplate Template) Build(SentencePieceModel model, string name, TokenizerConfig config)
    {
        string family = config.ClassName.Length > 0 ? config.ClassName : FamilyOf(model, Path.GetFileName(name));
        return family switch
        {
            "XLMRobertaTokenizer" => XlmRoberta(model, name),
            "AlbertTokenizer" => Albert(model, name, config),
            "T5Tokenizer" => T5(model, name),
            "LlamaTokenizer" or "CodeLlamaTokenizer" or "GemmaTokenizer" => Llama(model, name, config, family == "GemmaTokenizer"),
            _ => throw TokenizerError.In(name, $"a SentencePiece model of {family} is not supported; known are AlbertTokenizer, GemmaTokenizer, LlamaTokenizer, T5Tokenizer, XLMRobertaTokenizer. Save the tokenizer as tokenizer.json."),
        };
    }

    /// <summary>What stands around texts where <c>add_bos_token</c> and <c>add_eos_token</c> of tokenizer_config.json say so.</summary>
    internal static TokenTemplate Override(TokenTemplate template, TextPipeline pipeline, TokenizerConfig config)
    {
        bool knows = config.ClassName is "LlamaTokenizer" or "CodeLlamaTokenizer" or "GemmaTokenizer";
        if (!knows || (config.AddBeginToken is null && config.AddEndToken is null)) return template;
        bool isGemma = config.ClassName == "GemmaTokenizer";
        return BeginAndEnd(pipeline, config, isGemma ? "<bos>" : "<s>", isGemma ? "<eos>" : "</s>");
    }

    private static string FamilyOf(SentencePieceModel model, string file)
    {
        if (file == XlmRobertaFile) return "XLMRobertaTokenizer";
        if (model.IsBpe) return model.Find("<bos>") >= 0 ? "GemmaTokenizer" : "LlamaTokenizer";
        return model.Find("[CLS]") >= 0 ? "AlbertTokenizer" : "T5Tokenizer";
    }

    /// <summary>
    /// fairseq put <c>&lt;s&gt; &lt;pad&gt; &lt;/s&gt; &lt;unk&gt;</c> first, so every piece moved up by one, and <c>&lt;mask&gt;</c> behind the last piece.
    /// </summary>
    private static (TextPipeline, TokenTemplate) XlmRoberta(SentencePieceModel model, string name)
    {
        const int Begin = 0, Padding = 1, End = 2, Unknown = 3, Shift = 1;
        int count = model.Count;
        if (count < 3 || model.Kind(0) != PieceKind.Unknown || model.Kind(1) != PieceKind.Control || model.Kind(2) != PieceKind.Control)
        {
            string found = string.Join(", ", Enumerable.Range(0, Math.Min(count, 3)).Select(id => $"'{model.Texts.Text(id)}' ({model.Kind(id)})"));
            throw TokenizerError.In(name, $"the first pieces are {found}; XLM-R needs '<unk>' (Unknown), '<s>' (Control), '</s>' (Control).");
        }

        int mask = count + Shift;
        ImmutableArray<AddedToken> special =
        [
            Special(Begin, "<s>"), Special(Padding, "<pad>"), Special(End, "</s>"), Special(Unknown, "<unk>"),
            Special(mask, "<mask>") with { StripLeft = true },
        ];
        UnigramModel<SingleScores> vocabulary = SentencePieceVocabulary.Unigram(model, name, Shift, mask + 1, Unknown);
        return (
            new SentencePiecePipeline(vocabulary, [new SentencePieceNormalizer(model)], special, model.BeginsWithBlank),
            TokenTemplate.Roberta(TokenTemplate.Special(Begin, "<s>"), TokenTemplate.Special(End, "</s>")));
    }

    private static (TextPipeline, TokenTemplate) Albert(SentencePieceModel model, string name, TokenizerConfig config)
    {
        AddedToken Need(string role, string missing) => NeedSpecial(model, name, config, role, missing);
        AddedToken begin = Need("cls_token", "[CLS]"), end = Need("sep_token", "[SEP]"), unknown = Need("unk_token", "<unk>");
        ImmutableArray<AddedToken> special = [begin, end, unknown, Need("pad_token", "<pad>"), Need("mask_token", "[MASK]") with { StripLeft = true }];
        UnigramModel<SingleScores> vocabulary = SentencePieceVocabulary.Unigram(model, name, 0, model.Count, unknown.Id);
        bool keepAccents = config.KeepAccents ?? false, lower = config.DoLowerCase ?? true;
        return (
            new SentencePiecePipeline(
                vocabulary, [new AlbertCleaning(), .. AlbertCleaning.Accents(keepAccents, lower), new SentencePieceNormalizer(model)], special,
                model.BeginsWithBlank)
            {
                AfterSearch = new AlbertDigits(vocabulary, model).Apply,
            },
            TokenTemplate.Bert(TokenTemplate.Special(begin.Id, begin.Content), TokenTemplate.Special(end.Id, end.Content)));
    }

    private static (TextPipeline, TokenTemplate) T5(SentencePieceModel model, string name)
    {
        const int ExtraIds = 100;
        AddedToken end = NeedSpecial(model, name, TokenizerConfig.None, "eos_token", "</s>"), unknown = NeedSpecial(model, name, TokenizerConfig.None, "unk_token", "<unk>");
        AddedToken padding = NeedSpecial(model, name, TokenizerConfig.None, "pad_token", "<pad>");
        int count = model.Count;
        ImmutableArray<AddedToken> special =
        [
            padding, end, unknown, .. Enumerable.Range(0, ExtraIds).Select(i => Special(count + i, $"<extra_id_{ExtraIds - 1 - i}>")),
        ];
        TemplatePart last = TokenTemplate.Special(end.Id, end.Content);
        return (
            new SentencePiecePipeline(SentencePieceVocabulary.Unigram(model, name, 0, count, unknown.Id), [new SentencePieceNormalizer(model)], special, model.BeginsWithBlank),
            new TokenTemplate([TemplatePart.Text, last], [TemplatePart.Text, last, TemplatePart.Pair, last]));
    }

    private static (TextPipeline, TokenTemplate) Llama(SentencePieceModel model, string name, TokenizerConfig config, bool isGemma)
    {
        string begin = isGemma ? "<bos>" : "<s>", end = isGemma ? "<eos>" : "</s>";
        if (!model.IsBpe) throw TokenizerError.In(name, $"found a Unigram model; {(isGemma ? "Gemma" : "Llama")} needs BPE.");
        AddedToken unknown = NeedSpecial(model, name, config, "unk_token", "<unk>");
        ImmutableArray<AddedToken> special =
        [
            unknown, NeedSpecial(model, name, config, "bos_token", begin), NeedSpecial(model, name, config, "eos_token", end),
        ];
        SentencePiecePipeline pipeline = new(new SentencePieceBpeModel(model, unknown.Id), [new SentencePieceNormalizer(model)], special, model.BeginsWithBlank);
        return (pipeline, BeginAndEnd(pipeline, config, begin, end));
    }

    private static TokenTemplate BeginAndEnd(TextPipeline pipeline, TokenizerConfig config, string begin, string end)
    {
        TemplatePart[] Around(bool wanted, string role, string missing)
        {
            if (!wanted) return [];
            string piece = config.Special(role, missing);
            int id = pipeline.Find(piece);
            return id >= 0 ? [TokenTemplate.Special(id, piece)]
                : throw TokenizerError.In($"{TokenizerConfig.FileName}, {role}", $"found '{piece}', needed a piece of the vocabulary.");
        }

        TemplatePart[] first = Around(config.AddBeginToken ?? true, "bos_token", begin), last = Around(config.AddEndToken ?? false, "eos_token", end);
        TemplatePart[] Second(TemplatePart[] parts) => [.. parts.Select(part => part with { TypeId = 1 })];
        return new TokenTemplate(
            [.. first, TemplatePart.Text, .. last],
            [.. first, TemplatePart.Text, .. last, .. Second(first), TemplatePart.Pair with { TypeId = 1 }, .. Second(last)]);
    }

    private static AddedToken NeedSpecial(SentencePieceModel model, string name, TokenizerConfig config, string role, string missing)
    {
        string piece = config.Special(role, missing);
        int id = model.Find(piece);
        return id >= 0 ? Special(id, piece) : throw TokenizerError.In(name, $"found no piece '{piece}', which is the {role}.");
    }

    private static AddedToken Special(int id, string content) => new(id, content, true, false, false, false);
}
