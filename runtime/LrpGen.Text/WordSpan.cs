namespace LrpGen.Text;

/// <summary>A word of a text: a range of UTF-16 units.</summary>
/// <param name="Start">First unit.</param>
/// <param name="End">One past the last unit.</param>
public readonly record struct WordSpan(int Start, int End)
{
    /// <summary>Number of UTF-16 units.</summary>
    public int Length => End - Start;
}
