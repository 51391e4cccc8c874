namespace LrpGen.Text.Tokenization;

/// <summary>
/// <c>NFD</c>, <c>NFKD</c>, <c>NFC</c>, <c>NFKC</c> (Unicode annex 15) with ranges as Hugging Face gives them: the first character of a
/// decomposition and all others of it have the range of what was decomposed, a composed one that of its first.
/// </summary>
internal sealed class UnicodeFormStep(bool compatibility, bool compose) : INormalizationStep
{
    [ThreadStatic]
    private static List<Mark>? idle;

    // A character, its combining class, and how the number of characters changed: 1 for one that was put in, -n for one that n were taken into.
    private record struct Mark(int Rune, byte Class, int Change);

    // Nothing below U+00C0 decomposes canonically, and nothing below U+00A0 at all; nothing below U+0300 combines.
    public bool CanChange(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange('\0', '\u009F');

    public void Apply(AlignedText input, AlignedText output)
    {
        ReadOnlySpan<char> text = input.Chars;
        List<Mark> marks = idle ?? [];
        idle = null;
        marks.Clear();
        for (int at = 0; at < text.Length; at += Runes.Width(text, at)) Decompose(Runes.At(text, at), marks);
        if (compose) Compose(marks);
        Write(input, marks, output);
        idle = marks;
    }

    private void Decompose(int rune, List<Mark> marks)
    {
        if (rune is >= UnicodeData.HangulBase and < UnicodeData.HangulBase + UnicodeData.HangulCount)
        {
            int number = rune - UnicodeData.HangulBase, tail = number % UnicodeData.TailCount;
            Add(marks, UnicodeData.LeadBase + (number / UnicodeData.TailCount / UnicodeData.VowelCount), 0);
            Add(marks, UnicodeData.VowelBase + (number / UnicodeData.TailCount % UnicodeData.VowelCount), 1);
            if (tail > 0) Add(marks, UnicodeData.TailBase + tail, 1);
            return;
        }

        ReadOnlySpan<int> mapping = UnicodeData.Decomposition(rune, compatibility);
        if (mapping.IsEmpty) Add(marks, rune, 0);
        for (int i = 0; i < mapping.Length; i++) Add(marks, mapping[i], i == 0 ? 0 : 1);
    }

    // Marks are in the order of their classes; those of one class keep their order.
    private static void Add(List<Mark> marks, int rune, int change)
    {
        Mark mark = new(rune, UnicodeData.CombiningClass(rune), change);
        int at = marks.Count;
        while (mark.Class > 0 && at > 0 && marks[at - 1].Class > mark.Class) at--;
        marks.Insert(at, mark);
    }

    private static void Compose(List<Mark> marks)
    {
        int starter = -1, kept = 0;
        int lastClass = -1; // Of what stands between the starter and the mark: a mark of the same or a higher class blocks.
        for (int i = 0; i < marks.Count; i++)
        {
            Mark mark = marks[i];
            int composed = starter >= 0 && lastClass < mark.Class ? UnicodeData.Compose(marks[starter].Rune, mark.Rune) : -1;
            if (composed >= 0)
            {
                marks[starter] = marks[starter] with { Rune = composed, Change = marks[starter].Change + mark.Change - 1 };
                continue;
            }

            if (mark.Class == 0) (starter, lastClass) = (kept, -1);
            else lastClass = mark.Class;
            marks[kept++] = mark;
        }

        marks.RemoveRange(kept, marks.Count - kept);
    }

    private static void Write(AlignedText input, List<Mark> marks, AlignedText output)
    {
        int next = 0, start = 0, end = 0;
        foreach (Mark mark in marks)
        {
            if (mark.Change <= 0)
            {
                (start, end) = (input.Starts[next], input.Ends[next]);
                next += Runes.Width(input.Chars, next);
            }

            output.Append(mark.Rune, start, end);
            for (int i = mark.Change; i < 0; i++) next += Runes.Width(input.Chars, next);
        }
    }
}
