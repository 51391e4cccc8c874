using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>What the outputs mean, in the words of Hugging Face's <c>problem_type</c>.</summary>
internal static class OutputProblem
{
    public const string Key = "problem_type";
    public const string Regression = "regression";
    public const string SingleLabel = "single_label_classification";
    public const string MultiLabel = "multi_label_classification";

    private const string Sigmoid = "sigmoid";

    /// <summary>
    /// The problem type; unless it is given, a regression where there is one output or the outputs come out of a sigmoid, and
    /// else one right label of several.
    /// </summary>
    public static string Read(ObjectReader root, LayerSpec output)
    {
        bool one = output.OutputShape.Channels == 1;
        string type = root.Choice(Key, one || output.Op == Sigmoid ? Regression : SingleLabel, Regression, SingleLabel, MultiLabel);

        // The softmax of one logit is always 1, and the probability of a probability is a wrong number.
        if (type == SingleLabel && one)
            root.ReportAt(DiagnosticCatalog.UnsupportedValue, Key, $"'{SingleLabel}' with one output", $"'{Regression}', '{MultiLabel}'", " (one output cannot choose between labels)");
        else if (type != Regression && output.Op == Sigmoid)
            root.ReportAt(DiagnosticCatalog.UnsupportedValue, Key, $"'{type}' with a sigmoid as the output", $"'{Regression}'", $" (leave the sigmoid out: '{MultiLabel}' takes it of the logits, and explains these)");
        else if (type != SingleLabel && output.Op == "softmax")
            root.ReportAt(DiagnosticCatalog.UnsupportedValue, Key, $"'{type}' with a softmax as the output", $"'{SingleLabel}'", " (or leave the softmax out)");
        return type;
    }
}
