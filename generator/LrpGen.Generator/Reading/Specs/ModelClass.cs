using System.Collections.Immutable;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>A class of transformers that weights can belong to: a family with the head of a task.</summary>
/// <param name="Name">As <c>architectures</c> writes it.</param>
/// <param name="ModelType">The family, as <c>model_type</c> writes it.</param>
/// <param name="Task">What the head is for.</param>
internal sealed record ModelClass(string Name, string ModelType, ModelTask Task)
{
    /// <summary>All that can be read. The first one of a family is assumed where a file names none.</summary>
    public static ImmutableArray<ModelClass> All { get; } =
    [
        .. Encoder("xlm-roberta", "XLMRoberta"),
        .. Encoder("roberta", "Roberta"),
        .. Encoder("bert", "Bert"),
        .. Encoder("distilbert", "DistilBert"),
        .. Encoder("electra", "Electra"),
        .. Encoder("albert", "Albert"),
        .. Encoder("deberta-v2", "DebertaV2"),
        .. Encoder("modernbert", "ModernBert"),
        new("GPT2LMHeadModel", "gpt2", ModelTask.CausalLanguageModel),
        .. Classifiers("gpt2", "GPT2"),
        new("LlamaForCausalLM", "llama", ModelTask.CausalLanguageModel),
        .. Classifiers("llama", "Llama"),
        new("T5ForConditionalGeneration", "t5", ModelTask.SequenceToSequence),
        new("ViTForImageClassification", "vit", ModelTask.ImageClassification),
        new("DeiTForImageClassification", "deit", ModelTask.ImageClassification),
        new("DeiTForImageClassificationWithTeacher", "deit", ModelTask.ImageClassificationWithTeacher),
    ];

    /// <summary>The classes of a family.</summary>
    public static IEnumerable<ModelClass> Of(string modelType) => All.Where(known => known.ModelType == modelType);

    private static IEnumerable<ModelClass> Encoder(string modelType, string prefix) =>
        Classifiers(modelType, prefix).Append(new ModelClass(prefix + "ForMaskedLM", modelType, ModelTask.MaskedLanguageModel));

    private static IEnumerable<ModelClass> Classifiers(string modelType, string prefix) =>
    [
        new(prefix + "ForSequenceClassification", modelType, ModelTask.SequenceClassification),
        new(prefix + "ForTokenClassification", modelType, ModelTask.TokenClassification),
        new(prefix + "ForQuestionAnswering", modelType, ModelTask.QuestionAnswering),
    ];
}
