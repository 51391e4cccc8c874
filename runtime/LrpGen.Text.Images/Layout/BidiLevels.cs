using System.Text;

namespace LrpGen.Text.Images;

/// <summary>The embedding levels of a line of text, by UAX #9: even ones run from left to right, odd ones from right to left.</summary>
/// <remarks>
/// Explicit embeddings, overrides and isolates never come here: views show them as their codes. Paired brackets (rule N0) are neutral
/// signs here.
/// </remarks>
internal static class BidiLevels
{
    /// <summary>A level for every UTF-16 unit.</summary>
    /// <param name="text">A paragraph.</param>
    /// <param name="rightToLeft">The paragraph's own direction.</param>
    public static byte[] Of(ReadOnlySpan<char> text, bool rightToLeft)
    {
        List<(int Start, int Length)> runes = [];
        List<BidiClass> classes = [];
        for (int at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text[at..], out Rune rune, out int length);
            runes.Add((at, length));
            classes.Add(BidiClasses.Of(rune));
            at += length;
        }

        BidiClass[] resolved = Resolve([.. classes], rightToLeft ? BidiClass.R : BidiClass.L);
        byte[] levels = new byte[text.Length];
        for (int i = 0; i < resolved.Length; i++) levels.AsSpan(runes[i].Start, runes[i].Length).Fill(LevelOf(resolved[i], rightToLeft));
        return levels;
    }

    /// <summary>The order in which runs of these levels stand from left to right (rule L2).</summary>
    public static int[] VisualOrder(IReadOnlyList<byte> levels)
    {
        int[] order = [.. Enumerable.Range(0, levels.Count)];
        if (levels.Count == 0) return order;
        for (int level = levels.Max(); level > 0; level--)
        {
            for (int i = 0; i < order.Length; i++)
            {
                int start = i;
                while (i < order.Length && levels[order[i]] >= level) i++;
                if (i > start) Array.Reverse(order, start, i - start);
            }
        }

        return order;
    }

    // I1 and I2.
    private static byte LevelOf(BidiClass type, bool rightToLeft) => type switch
    {
        BidiClass.R => 1,
        BidiClass.AN or BidiClass.EN => 2,
        _ => (byte)(rightToLeft ? 2 : 0),
    };

    private static BidiClass[] Resolve(BidiClass[] types, BidiClass embedding)
    {
        ResolveWeak(types, embedding);
        ResolveNeutral(types, embedding);
        return types;
    }

    private static void ResolveWeak(BidiClass[] types, BidiClass embedding)
    {
        // W1: a mark is what it stands on.
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i] == BidiClass.NSM) types[i] = i == 0 ? embedding : types[i - 1];
        }

        // W2: figures behind Arabic letters. W3: Arabic letters run from right to left.
        BidiClass strong = embedding;
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i] is BidiClass.L or BidiClass.R or BidiClass.AL) strong = types[i];
            else if (types[i] == BidiClass.EN && strong == BidiClass.AL) types[i] = BidiClass.AN;
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (types[i] == BidiClass.AL) types[i] = BidiClass.R;
        }

        // W4: one separator between two figures of a kind.
        for (int i = 1; i + 1 < types.Length; i++)
        {
            if (types[i - 1] != types[i + 1]) continue;
            bool joins = types[i] switch
            {
                BidiClass.ES => types[i - 1] == BidiClass.EN,
                BidiClass.CS => types[i - 1] is BidiClass.EN or BidiClass.AN,
                _ => false,
            };
            if (joins) types[i] = types[i - 1];
        }

        // W5: signs beside figures. W6: the rest is neutral.
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i] != BidiClass.ET) continue;
            int start = i;
            while (i < types.Length && types[i] == BidiClass.ET) i++;
            bool beside = (start > 0 && types[start - 1] == BidiClass.EN) || (i < types.Length && types[i] == BidiClass.EN);
            types.AsSpan(start, i - start).Fill(beside ? BidiClass.EN : BidiClass.ON);
            i--;
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (types[i] is BidiClass.ES or BidiClass.CS) types[i] = BidiClass.ON;
        }

        // W7: figures behind Latin letters.
        strong = embedding;
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i] is BidiClass.L or BidiClass.R) strong = types[i];
            else if (types[i] == BidiClass.EN && strong == BidiClass.L) types[i] = BidiClass.L;
        }
    }

    // N1 and N2: what stands between two sides of one direction takes it, anything else the paragraph's.
    private static void ResolveNeutral(BidiClass[] types, BidiClass embedding)
    {
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i] is not (BidiClass.ON or BidiClass.WS)) continue;
            int start = i;
            while (i < types.Length && types[i] is BidiClass.ON or BidiClass.WS) i++;
            BidiClass before = start == 0 ? embedding : SideOf(types[start - 1]), after = i == types.Length ? embedding : SideOf(types[i]);
            types.AsSpan(start, i - start).Fill(before == after ? before : embedding);
            i--;
        }
    }

    private static BidiClass SideOf(BidiClass type) => type == BidiClass.L ? BidiClass.L : BidiClass.R;
}
