namespace LrpGen.Runtime;

/// <summary>One label of the classifier and what the model gave it.</summary>
/// <param name="Name">The label's name in the model's configuration (<c>id2label</c>).</param>
/// <param name="Logit">The model's raw output.</param>
/// <param name="Probability">
/// Between 0 and 1: softmax over the labels, or the sigmoid of the logit if labels are independent; <see langword="null"/> where
/// the output is no probability (a regression's).
/// </param>
public sealed record LabelScore(string Name, float Logit, float? Probability);
