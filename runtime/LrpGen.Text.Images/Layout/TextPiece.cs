using LrpGen.Runtime;

namespace LrpGen.Text.Images;

/// <summary>A stretch of text that looks the same: a word, or what lies between words.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Ink">The colour of its letters.</param>
/// <param name="Back">The colour behind it; null for the page's.</param>
/// <param name="Line">The line below it: solid for what speaks for the target, dashed for what speaks against it.</param>
/// <param name="LineInk">The colour of that line.</param>
/// <param name="IsStruck">Struck through: the model did not read it.</param>
/// <param name="IsDotted">In a dotted frame: the model did not see it as it is.</param>
internal sealed record TextPiece(
    string Text, Rgb Ink, Rgb? Back = null, LineKind Line = LineKind.None, Rgb LineInk = default, bool IsStruck = false, bool IsDotted = false);

/// <summary>A line below or through text.</summary>
internal enum LineKind
{
    None,
    Solid,
    Dashed,
    Dotted,
}
