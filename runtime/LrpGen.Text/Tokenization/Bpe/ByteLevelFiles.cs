using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>Byte-level BPE from <c>vocab.json</c> and <c>merges.txt</c>: GPT-2, RoBERTa, Qwen 2, by what transformers' class of each does.</summary>
internal static class ByteLevelFiles
{
    private static readonly string[] Known = ["", "GPT2Tokenizer", "Qwen2Tokenizer", "RobertaTokenizer"];

    internal static TokenizerPipeline Build(
        ReadOnlyMemory<byte> vocabularyFile, ReadOnlyMemory<byte> mergesFile, string vocabularyName, string mergesName, TokenizerConfig config,
        out TokenTemplate template)
    {
        if (!Known.Contains(config.ClassName))
        {
            throw TokenizerError.In(vocabularyName, $"a BPE vocabulary of {config.ClassName} needs tokenizer.json beside it, which says how texts are cut; without it, known are {string.Join(", ", Known.Skip(1))}.");
        }

        Vocabulary vocabulary = JsonFile.Read(vocabularyFile, vocabularyName, ModelJson.ReadVocabulary);
        BpeModel model = new(vocabulary, ReadMerges(mergesFile.Span, mergesName, vocabulary), new BpeSettings(null, false, false, false));
        bool isRoberta = config.ClassName.Length == 0
            ? vocabulary.Find("<s>") >= 0 && vocabulary.Find("</s>") >= 0
            : config.ClassName == "RobertaTokenizer";
        bool isQwen = config.ClassName == "Qwen2Tokenizer";
        bool prefix = config.AddPrefixSpace ?? false;
        ISplitStep[] splitting = isQwen
            ? [new PatternSplit(new BytePattern(BytePattern.Prefix.Any, 1, ignoreCase: true), SplitBehavior.Isolated), new ByteLevelSplit(prefix, useRegex: false)]
            : [new ByteLevelSplit(prefix, useRegex: true)];

        Dictionary<int, AddedToken> added = config.AddedTokens.ToDictionary(token => token.Id);
        foreach (string piece in isRoberta ? (string[])["<s>", "<pad>", "</s>", "<unk>", "<mask>"] : ["<|endoftext|>", .. config.SpecialTokens.Values])
        {
            int id = vocabulary.Find(piece);
            if (id >= 0) added.TryAdd(id, new AddedToken(id, piece, true, false, StripLeft: piece == "<mask>", false));
        }

        template = TokenTemplate.Plain;
        if (isRoberta)
        {
            (string begin, string end) = (config.Special("cls_token", "<s>"), config.Special("sep_token", "</s>"));
            (int first, int last) = (vocabulary.Find(begin), vocabulary.Find(end));
            if (first < 0 || last < 0) throw TokenizerError.In(vocabularyName, $"found no piece '{(first < 0 ? begin : end)}', which RoBERTa puts around texts.");
            template = TokenTemplate.Roberta(TokenTemplate.Special(first, begin), TokenTemplate.Special(last, end));
            template = template with { Trim = prefix ? OffsetTrim.BlanksButTheFirst : OffsetTrim.Blanks };
        }

        INormalizationStep[] normalization = isQwen ? [new UnicodeFormStep(compatibility: false, compose: true)] : [];
        return new TokenizerPipeline(new TokenizerParts(
            StructuralTokens.Mark([.. added.Values], template, -1), [.. normalization], [.. splitting], model, [new ByteLevelDecoding()]));
    }

    private static BpeMerges ReadMerges(ReadOnlySpan<byte> file, string name, Vocabulary vocabulary)
    {
        BpeMerges merges = new(vocabulary, file.Count((byte)'\n') + 1);
        PieceTable.Builder pair = new(2);
        for (int number = 1; !file.IsEmpty; number++)
        {
            int end = file.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? file : file[..end]).TrimEnd((byte)'\r');
            file = end < 0 ? [] : file[(end + 1)..];
            if (line.IsEmpty || (number == 1 && line.StartsWith("#version"u8))) continue;

            int blank = line.IndexOf((byte)' ');
            pair.Clear();
            bool isPair = blank > 0 && blank + 1 < line.Length && !line[(blank + 1)..].Contains((byte)' ')
                && pair.TryAddUtf8(line[..blank]) && pair.TryAddUtf8(line[(blank + 1)..]);
            if (!isPair)
            {
                string found = Encoding.UTF8.GetString(line);
                throw TokenizerError.In($"{name}({number})", $"found '{(found.Length > 60 ? found[..60] : found)}', needed two pieces with a blank between them.");
            }

            if (!merges.TryAdd(pair[0], pair[1], out string? missing)) throw BpeMerges.Missing($"{name}({number})", missing, pair[0], pair[1]);
        }

        return merges;
    }
}
