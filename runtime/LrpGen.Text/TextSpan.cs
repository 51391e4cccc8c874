namespace LrpGen.Text;

/// <summary>A range of UTF-16 units of a text.</summary>
/// <param name="Start">First unit.</param>
/// <param name="End">One past the last unit.</param>
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>Number of UTF-16 units.</summary>
    public int Length => End - Start;

    /// <summary>True where there is nothing in the range.</summary>
    public bool IsEmpty => End <= Start;
}
