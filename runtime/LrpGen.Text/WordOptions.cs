namespace LrpGen.Text;

/// <summary>What counts as a word where one may choose.</summary>
public sealed record WordOptions
{
    /// <summary>Words as they are without a choice: a hashtag is one.</summary>
    public static WordOptions Default { get; } = new();

    /// <summary>
    /// Divides hashtags where a capital letter or a number begins, and behind <c>_</c>: <c>#BanThemAll</c> is <c>#Ban</c>, <c>Them</c>,
    /// <c>All</c>. Parts that share a token are joined again.
    /// </summary>
    public bool SplitHashtags { get; init; }
}
