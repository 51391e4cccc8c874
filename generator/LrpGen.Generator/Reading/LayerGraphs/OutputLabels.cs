using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>Names of the outputs.</summary>
internal static class OutputLabels
{
    private const int MaxLabels = 1_000_000;

    /// <summary>
    /// The labels, all different, one for each output; where the output has axes behind its channels (a mask for each
    /// class), one for each channel. Without labels <c>class 0</c>, <c>class 1</c> … name them.
    /// </summary>
    public static EquatableArray<string> Check(ObjectReader root, string[]? labels, Dims output)
    {
        if (output.Channels > MaxLabels)
        {
            root.ReportAt(DiagnosticCatalog.SizeTooLarge, "output", $"{ConfigReader.Text(output.Channels)} labels", ConfigReader.Text(MaxLabels));
            return [];
        }

        if (labels is null)
        {
            return root.Value("labels") is null
                ? Enumerable.Range(0, output.Channels).Select(index => "class " + ConfigReader.Text(index)).ToEquatableArray()
                : [];
        }

        if (labels.Length != output.Channels)
            root.ReportAt(DiagnosticCatalog.LabelCount, "labels", $"{ConfigReader.Text(labels.Length)} labels", $"{ConfigReader.Text(output.Channels)}, one for each {(output.Rank == 1 ? "output" : "channel")} of the output {output}");
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int index = 0; index < labels.Length; index++)
        {
            if (places.TryGetValue(labels[index], out int other))
                root.Report(DiagnosticCatalog.DuplicateLabel, root.Value("labels")!.Items[index].Span, $"labels › {ConfigReader.Text(index)}", labels[index], $"index {ConfigReader.Text(other)}");
            else
                places.Add(labels[index], index);
        }

        return labels.ToEquatableArray();
    }
}
