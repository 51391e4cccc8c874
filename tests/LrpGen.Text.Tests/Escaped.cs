namespace LrpGen.Text.Tests;

/// <summary>Texts in messages, so that what is invisible can be read.</summary>
internal static class Escaped
{
    internal static string Of(string text) => string.Concat(text.Select(c => c is >= ' ' and < '\u007F' ? $"{c}" : $"\\u{(int)c:X4}"));
}
