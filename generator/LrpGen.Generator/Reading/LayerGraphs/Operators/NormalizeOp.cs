using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Standardisation of the input with constants of the description.</summary>
internal static class NormalizeOp
{
    public static LayerOp Op { get; } = new(
        "normalize",
        OpGroup.Affine,
        "Standardisation with constants: (x - mean) / std, for each feature or channel.",
        "",
        [
            new("mean", FieldType.PerChannel, "Subtracted.", Required: true),
            new("std", FieldType.PerChannel, "Divided by; above 0.", Required: true),
        ],
        Infer);

    private static LayerShape? Infer(LayerContext layer)
    {
        string[]? mean = layer.Fields.Floats("mean", _ => true, "a finite number (in single precision)");
        string[]? std = layer.Fields.Floats("std", number => number > 0, "a finite number above 0 (in single precision)");
        bool fits = Fits(layer, "mean", mean) & Fits(layer, "std", std);
        if (!fits || mean is null || std is null)
            return null;
        return new LayerShape(layer.Input, new LayerOptions { Mean = mean.ToEquatableArray(), Std = std.ToEquatableArray() });
    }

    private static bool Fits(LayerContext layer, string key, string[]? numbers)
    {
        if (numbers is null || numbers.Length == 1 || numbers.Length == layer.Input.Channels)
            return true;
        layer.Fields.ReportAt(
            DiagnosticCatalog.SizesDoNotFit,
            key,
            $"{ConfigReader.Text(numbers.Length)} numbers",
            $"one, or {ConfigReader.Text(layer.Input.Channels)}, one for each channel of the input {layer.Input}");
        return false;
    }
}
