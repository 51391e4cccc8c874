using System.Globalization;

namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>Numbers in rule texts, under no culture.</summary>
internal static class NumberText
{
    /// <summary>A number that is finite in single precision, or null.</summary>
    public static double? Read(string text)
    {
        bool isNumber = double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return isNumber && !double.IsNaN(number) && !float.IsInfinity((float)number) ? number : null;
    }

    /// <summary><c>0.5</c> or <c>[0.5, 1]</c>; null where it is neither.</summary>
    public static double[]? ReadSeveral(string text)
    {
        if (!text.StartsWith("[", StringComparison.Ordinal) || !text.EndsWith("]", StringComparison.Ordinal))
            return Read(text) is { } single ? [single] : null;
        double?[] numbers = [.. text.Substring(1, text.Length - 2).Split(',').Select(Read)];
        return numbers.Contains(null) ? null : [.. numbers.Select(number => number!.Value)];
    }

    public static string Write(double number) => number.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');

    public static string Write(EquatableArray<double> numbers) =>
        numbers.Count == 1 ? Write(numbers[0]) : "[" + string.Join(", ", numbers.Select(Write)) + "]";
}
