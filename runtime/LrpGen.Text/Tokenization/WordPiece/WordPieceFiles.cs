using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>The tokenizer of BERT from <c>vocab.txt</c> alone, with the defaults of transformers' class.</summary>
internal static class WordPieceFiles
{
    internal static TokenizerPipeline Build(ReadOnlyMemory<byte> file, string name, TokenizerConfig config, out TokenTemplate template)
    {
        Vocabulary vocabulary = Read(file.Span, name);
        AddedToken Need(string role, string missing)
        {
            string piece = config.Special(role, missing);
            int id = vocabulary.Find(piece);
            return id >= 0 ? new(id, piece, true, false, false, false)
                : throw TokenizerError.In(name, $"found no piece '{piece}', which is the {role}; needed the vocabulary of a WordPiece model.");
        }

        AddedToken begin = Need("cls_token", "[CLS]"), end = Need("sep_token", "[SEP]"), unknown = Need("unk_token", "[UNK]");
        ImmutableArray<AddedToken> added = [begin, end, unknown, Need("pad_token", "[PAD]"), Need("mask_token", "[MASK]")];
        bool lowercase = config.DoLowerCase ?? true;
        template = TokenTemplate.Bert(TokenTemplate.Special(begin.Id, begin.Content), TokenTemplate.Special(end.Id, end.Content));
        return new TokenizerPipeline(new TokenizerParts(
            StructuralTokens.Mark([.. added, .. config.AddedTokens.Where(token => added.All(known => known.Id != token.Id))], template, unknown.Id),
            [.. Normalization(config.TokenizeChineseCharacters ?? true, config.StripAccents ?? lowercase, lowercase)],
            [new BertSplit()],
            new WordPieceModel(vocabulary, unknown.Content, "##", 100),
            [new WordPieceDecoding("##", cleanUp: true)]));
    }

    // The class in Python composes characters first, which tokenizers does not.
    private static IEnumerable<INormalizationStep> Normalization(bool chineseCharacters, bool stripAccents, bool lowercase) =>
    [
        new CleanTextStep(unassignedToo: true),
        .. NormalizerJson.Bert(cleanText: false, chineseCharacters, stripAccents: false, lowercase: false),
        new UnicodeFormStep(compatibility: false, compose: true),
        .. NormalizerJson.Bert(cleanText: false, chineseCharacters: false, stripAccents, lowercase),
    ];

    private static Vocabulary Read(ReadOnlySpan<byte> file, string name)
    {
        if (file.StartsWith("\uFEFF"u8)) file = file[3..];
        file = file.TrimEnd((byte)'\n');
        PieceTable.Builder pieces = new(file.Count((byte)'\n') + 1);
        for (bool isLast = false; !isLast;)
        {
            int end = file.IndexOf((byte)'\n');
            isLast = end < 0;
            if (!pieces.TryAddUtf8((isLast ? file : file[..end]).TrimEnd((byte)'\r'))) throw TokenizerError.In(name, $"not UTF-8.");
            file = file[(end + 1)..];
        }

        // A piece a line; of equal pieces the last one counts, as in transformers' dictionary.
        PieceTable table = pieces.Build();
        PieceIndex index = new(table);
        for (int id = 0; id < table.Count; id++) index.Set(id);
        return new Vocabulary(table, index);
    }
}
