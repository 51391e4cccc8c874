using System.Globalization;

namespace LrpGen.Generator.Programs;

/// <summary>Floating-point constants in generated code.</summary>
internal static class FloatText
{
    /// <summary>A raw token of the description as a C# literal: <c>1e-05</c> → <c>1e-05f</c>. An open limit is <c>Infinity</c> or <c>-Infinity</c>.</summary>
    public static string Literal(string token) => token switch
    {
        "Infinity" => "float.PositiveInfinity",
        "-Infinity" => "float.NegativeInfinity",
        _ => Checked(token) + "f",
    };

    /// <summary>The same in double precision: <c>1e-05</c>. C# takes a number without a point for an integer, which has nine digits.</summary>
    public static string Double(string token) => Checked(token).Length <= 9 || token.Any(c => c is '.' or 'e' or 'E') ? token : token + "d";

    /// <summary>The shortest literal that reads back as this value.</summary>
    public static string Of(float value) => value.ToString("R", CultureInfo.InvariantCulture) + "f";

    private static string Checked(string token)
        => double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) <= float.MaxValue
            ? token
            : throw new InvalidOperationException($"The number '{token}' was not refused by the reader.");
}
