namespace LrpGen.Generator.Reading.Specs;

/// <summary>What a network was trained to do, and so which head it has.</summary>
internal enum ModelTask
{
    /// <summary>One label for a whole text.</summary>
    SequenceClassification,

    /// <summary>One label for each token.</summary>
    TokenClassification,

    /// <summary>Where in the text the answer begins and ends: two numbers for each token.</summary>
    QuestionAnswering,

    /// <summary>The word that stands under a mask.</summary>
    MaskedLanguageModel,

    /// <summary>The word that follows.</summary>
    CausalLanguageModel,

    /// <summary>The next word of an answer, given a text and the answer so far.</summary>
    SequenceToSequence,

    /// <summary>One label for a picture.</summary>
    ImageClassification,

    /// <summary>One label for a picture, as the mean of two heads: that of the class token and that of the distillation token.</summary>
    ImageClassificationWithTeacher,
}
