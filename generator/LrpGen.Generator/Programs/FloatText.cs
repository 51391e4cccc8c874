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
        _ => token + "f",
    };

    /// <summary>The shortest literal that reads back as this value.</summary>
    public static string Of(float value) => value.ToString("R", CultureInfo.InvariantCulture) + "f";
}
