namespace LrpGen.Runtime;

/// <summary>What the logits of a model mean (Hugging Face's <c>problem_type</c>): it decides probabilities, seeds and what views show.</summary>
public enum ProblemType
{
    /// <summary>One label is right: softmax.</summary>
    SingleLabel,

    /// <summary>Each label on its own: sigmoid.</summary>
    MultiLabel,

    /// <summary>The output is a number and no probability.</summary>
    Regression,
}
