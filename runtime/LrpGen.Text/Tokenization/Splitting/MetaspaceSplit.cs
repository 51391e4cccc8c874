namespace LrpGen.Text.Tokenization;

/// <summary>Which parts get a blank before them.</summary>
internal enum PrependScheme
{
    /// <summary>Every part that has none.</summary>
    Always,

    /// <summary>The part that begins the source text.</summary>
    First,

    /// <summary>None.</summary>
    Never,
}

/// <summary><c>Metaspace</c>: blanks become visible (U+2581), and every one of them begins a part.</summary>
internal sealed class MetaspaceSplit(char replacement, PrependScheme scheme, bool split) : ISplitStep
{
    public void Apply(SplitText text)
    {
        AlignedText from = text.Text, to = text.NextText;
        foreach ((int start, int end) in text.Parts)
        {
            int open = to.Length;
            char first = from.Chars[start] == ' ' ? replacement : from.Chars[start];
            if (first != replacement && (scheme == PrependScheme.Always || (scheme == PrependScheme.First && from.Starts[start] == 0)))
            {
                to.Append(replacement, from.Starts[start], from.Ends[start]);
            }

            for (int i = start; i < end; i++)
            {
                char c = from.Chars[i] == ' ' ? replacement : from.Chars[i];
                if (split && c == replacement && to.Length > open)
                {
                    text.Add(open, to.Length);
                    open = to.Length;
                }

                to.Append(c, from.Starts[i], from.Ends[i]);
            }

            text.Add(open, to.Length);
        }

        text.TakeText();
    }
}
