using Microsoft.CodeAnalysis.Text;

namespace LrpGen.Generator.Reading;

/// <summary>A place in a text file: line and column, both from zero, the column in UTF-16 units.</summary>
internal readonly record struct TextPosition(int Line, int Column);

/// <summary>A stretch of a text file, as offset and length in UTF-16 units and as line and column of both ends.</summary>
internal readonly record struct SourceSpan(int Start, int Length, TextPosition From, TextPosition To)
{
    public TextSpan ToTextSpan() => new(Start, Length);

    public LinePositionSpan ToLinePositionSpan() =>
        new(new LinePosition(From.Line, From.Column), new LinePosition(To.Line, To.Column));
}
