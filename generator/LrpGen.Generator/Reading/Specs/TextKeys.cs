using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>Keys that models of text share.</summary>
internal static class TextKeys
{
    /// <summary>
    /// Whether the last product of a language model has the weights of the word embedding. Other heads have no words at their
    /// output: their files say the same key, and it changes nothing.
    /// </summary>
    public static bool TiesWordEmbeddings(ConfigReader config, ModelTask task, bool whenMissing)
    {
        const string Key = "tie_word_embeddings";
        if (task is ModelTask.MaskedLanguageModel or ModelTask.CausalLanguageModel or ModelTask.SequenceToSequence)
            return config.ValueOrNull(Key) is null ? whenMissing : config.Bool(Key, whenMissing);
        config.Ignored(Key);
        return true;
    }

    /// <summary>
    /// The padding token of a model that needs none: <c>null</c>, and the -1 of old files, mean that there is none.
    /// </summary>
    public static int? PadTokenId(ConfigReader config, int? whenMissing, int vocabSize)
    {
        const string Key = "pad_token_id";
        if (config.Value(Key) is null)
            return whenMissing;
        if (config.OptionalInt(Key, min: -1) is not { } padding || padding < 0)
            return null;
        MustBeInVocabulary(config, Key, padding, vocabSize);
        return padding;
    }

    /// <summary>Refuses a token that the word embedding has no row for.</summary>
    public static void MustBeInVocabulary(ConfigReader config, string key, int token, int vocabSize)
    {
        if (config.IsSound(key, "vocab_size") && token >= vocabSize)
            config.Report(DiagnosticCatalog.SizesDoNotFit, config.SpanOf(key), key, ConfigReader.Text(token), $"an id below vocab_size = {ConfigReader.Text(vocabSize)}");
    }
}
