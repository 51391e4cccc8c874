namespace LrpGen.Text;

/// <summary>Which end of a text is cut off when there are too many tokens.</summary>
public enum TruncationSide
{
    /// <summary>The end.</summary>
    Right,

    /// <summary>The beginning.</summary>
    Left,
}

/// <summary>Which text of a pair is cut when there are too many tokens. The names are Hugging Face's.</summary>
public enum TruncationStrategy
{
    /// <summary>The longer one, then both alike.</summary>
    LongestFirst,

    /// <summary>Only the text.</summary>
    OnlyFirst,

    /// <summary>Only the pair.</summary>
    OnlySecond,
}

/// <summary>How many tokens of each text are kept.</summary>
internal static class TruncationRoom
{
    /// <summary>Finds how many tokens stay of a text and its pair, given the room that the special tokens leave.</summary>
    /// <exception cref="ArgumentException">The strategy cannot reach the limit.</exception>
    internal static (int Text, int Pair) Keep(int text, int pair, bool isPair, int room, TruncationStrategy strategy)
    {
        if (room == 0) return (0, 0);

        int remove = text + pair - room;
        if (remove <= 0) return (text, pair);

        switch (strategy)
        {
            case TruncationStrategy.OnlyFirst when text > remove:
                return (text - remove, pair);
            case TruncationStrategy.OnlySecond when pair > remove:
                return (text, pair - remove);
            case TruncationStrategy.OnlyFirst or TruncationStrategy.OnlySecond:
                throw new ArgumentException(
                    $"{strategy} has to remove {remove} tokens, and the text has {text}, the pair {pair}. Use {TruncationStrategy.LongestFirst}.");
        }

        if (!isPair) return (room, 0);

        // As tokenizers' truncate_encodings: cut the longer one down to the shorter one first, then share the room, where
        // the longer one (the pair, if equal) gets the odd token.
        int shorter = Math.Min(text, pair);
        int longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room)
        {
            shorter = room / 2;
            longer = room - shorter;
        }

        return text > pair ? (longer, shorter) : (shorter, longer);
    }
}
