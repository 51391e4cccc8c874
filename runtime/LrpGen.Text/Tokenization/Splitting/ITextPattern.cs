namespace LrpGen.Text.Tokenization;

/// <summary>
/// What is looked for in a text. tokenizer.json says it by a regular expression over Unicode characters, which .NET's
/// engine would read as UTF-16 units; here each expression that is known has a matcher of its own.
/// </summary>
internal interface ITextPattern
{
    /// <summary>The length of the match that begins at a place, or 0 for none.</summary>
    int MatchAt(ReadOnlySpan<char> text, int at);

    /// <summary>Where the next match begins, and its length; the end of the text, and 0, where there is none.</summary>
    int Next(ReadOnlySpan<char> text, int from, out int length)
    {
        length = 0;
        while (from < text.Length && (length = MatchAt(text, from)) == 0) from += Runes.Width(text, from);
        return from;
    }
}
