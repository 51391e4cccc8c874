namespace LrpGen.Text.Tokenization;

/// <summary>A normalised text and the parts that it is cut into; what lies between parts is lost.</summary>
/// <remarks>A buffer that is used again and again, and twice there: a step reads one half and writes the other.</remarks>
internal sealed class SplitText
{
    private List<(int Start, int End)> parts = [];
    private List<(int Start, int End)> nextParts = [];

    /// <summary>The text.</summary>
    internal AlignedText Text { get; private set; } = new();

    /// <summary>The text that a step writes.</summary>
    internal AlignedText NextText { get; private set; } = new();

    /// <summary>The parts, in the order of the text.</summary>
    internal List<(int Start, int End)> Parts => parts;

    /// <summary>Room before the buffers grow.</summary>
    internal int Capacity => Math.Max(Text.Capacity, NextText.Capacity);

    /// <summary>Begins with a range of a text as the only part.</summary>
    internal void Begin(AlignedText source, int start, int end)
    {
        Text.Clear();
        Text.Append(source, start, end);
        parts.Clear();
        parts.Add((0, end - start));
    }

    /// <summary>Adds a part to the next ones; an empty one is left out.</summary>
    internal void Add(int start, int end)
    {
        if (start < end) nextParts.Add((start, end));
    }

    /// <summary>The parts that were added become the parts of the same text.</summary>
    internal void TakeParts()
    {
        (parts, nextParts) = (nextParts, parts);
        nextParts.Clear();
    }

    /// <summary>The text that was written and the parts that were added become the text and its parts.</summary>
    internal void TakeText()
    {
        TakeParts();
        (Text, NextText) = (NextText, Text);
        NextText.Clear();
    }
}
