namespace LrpGen.Generator.Reading;

/// <summary>Turns offsets into lines and columns, with the line breaks that Roslyn counts.</summary>
internal sealed class LineMap
{
    private readonly List<int> starts = [0];

    public LineMap(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            char character = text[index];
            if (character == '\r' && index + 1 < text.Length && text[index + 1] == '\n')
                continue;
            if (character is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029')
                starts.Add(index + 1);
        }
    }

    public TextPosition Position(int offset)
    {
        int line = starts.BinarySearch(offset);
        if (line < 0)
            line = ~line - 1;
        return new TextPosition(line, offset - starts[line]);
    }

    public SourceSpan Span(int start, int end) => new(start, end - start, Position(start), Position(end));
}
