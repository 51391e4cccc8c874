using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace LrpGen.Text.Tests;

/// <summary>Random texts of what tokenizers find hard. Equal seeds give equal texts.</summary>
internal static class RandomText
{
    private const int MostFragments = 10, LongRun = 400;

    private static readonly ImmutableArray<Func<Random, string>> Kinds =
    [
        random => Runs(random, 8, () => (char)random.Next('a', 'z' + 1)),
        random => Runs(random, 6, () => (char)random.Next(' ', '\u007F')),
        random => Runs(random, 5, () => (char)random.Next('0', '9' + 1)),
        random => Runs(random, 6, () => (char)random.Next(0x0600, 0x0700)),
        random => Runs(random, 6, () => (char)random.Next(0x0E00, 0x0F00)),
        random => Runs(random, 4, () => (char)random.Next(0x3040, 0x3100)),
        random => Runs(random, 4, () => (char)random.Next(0x4E00, 0xA000)),
        random => Runs(random, 4, () => (char)random.Next(0xAC00, 0xD7A4)),
        random => Runs(random, 6, () => (char)random.Next(char.MaxValue + 1)),
        Marks, Conjunct, Jamo, Emoji, Scalars, Unassigned, LongRunOfOne,
        random => Of(random, "\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u061C\u200B\u200C\u200D\u2060\uFEFF\u00AD"),
        random => char.ConvertFromUtf32(random.Next(3) == 0 ? random.Next(0xE0100, 0xE01F0) : random.Next(0xFE00, 0xFE10)),
        random => Runs(random, 3, () => (char)random.Next(0x20)),
        random => Runs(random, 3, () => (char)random.Next(0x7F, 0xA1)),
        random => Runs(random, 3, () => (char)random.Next(0xD800, 0xE000)),
        random => Of(random, " \t\n\r\v\f\u0085\u00A0\u1680\u2000\u2003\u2009\u200A\u2028\u2029\u202F\u205F\u3000") + (random.Next(3) == 0 ? "   " : ""),
        random => Strings[random.Next(Strings.Length)],
        random => Of(random, "\u2581\u0120\u010A\u0100\uFFFD\uFFFE\uFFFF\uE000\uF8FF\uFDD0\uFDFA\uFB01\uFF1C\uFF5E\u0130\u0149\u1E9E\u01C5\u03A3\u212B\u2126\u1FBE"),
    ];

    private static readonly ImmutableArray<string> Strings =
    [
        "<s>", "</s>", "<unk>", "<pad>", "<mask>", " <mask> ", "[CLS]", "[SEP]", "[UNK]", "[MASK]", "[PAD]", "<bos>", "<eos>", "<|endoftext|>",
        "<|begin_of_text|>", "<|im_start|>", "<extra_id_0>", "<extra_id_99>", "<start_of_turn>", "<table>", "<0x41>", "<0xE0>", "##", "##ing", "\uFF1Cs\uFF1E",
        "'s", "'LL", "don't", " n't", " .", "``", "''", "9,", "10,000,", "\r\n", "\n\n\n", "http://t.co/x?y=1", "#tag", "@user", "...", "!!!!!!!",
    ];

    /// <summary>A text.</summary>
    internal static string Of(int seed)
    {
        Random random = new(seed);
        StringBuilder text = new();
        for (int i = random.Next(MostFragments + 1); i > 0; i--)
        {
            text.Append(Kinds[random.Next(Kinds.Length)](random));
            if (random.Next(3) == 0) text.Append(' ');
        }

        return text.ToString();
    }

    private static string Runs(Random random, int most, Func<char> next)
    {
        StringBuilder text = new();
        for (int i = random.Next(1, most + 1); i > 0; i--) text.Append(next());
        return text.ToString();
    }

    private static string Of(Random random, string characters) => Runs(random, 2, () => characters[random.Next(characters.Length)]);

    private static string Marks(Random random) =>
        (char)random.Next('a', 'z' + 1) + Runs(random, random.Next(10) == 0 ? 60 : 4, () => (char)(random.Next(4) == 0 ? random.Next(0x0591, 0x05BE) : random.Next(0x0300, 0x0370)));

    // Consonant, virama, consonant, vowel sign: of Devanagari to Malayalam, whose blocks are laid out alike; sometimes with a joiner or a nukta.
    private static string Conjunct(Random random)
    {
        int block = 0x0900 + (0x80 * random.Next(9));
        StringBuilder text = new();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            text.Append((char)(block + random.Next(0x15, 0x3A)));
            if (random.Next(6) == 0) text.Append((char)(block + 0x3C));
            text.Append((char)(block + 0x4D));
            if (random.Next(4) == 0) text.Append((char)(0x200C + random.Next(2)));
        }

        return text.Append((char)(block + random.Next(0x15, 0x3A))).Append((char)(block + random.Next(0x3E, 0x4D))).Append((char)(block + random.Next(0x00, 0x04))).ToString();
    }

    private static string Jamo(Random random) => Runs(random, 3, () => (char)random.Next(0x1100, 0x1113)) + (char)random.Next(0x1161, 0x1176)
        + (random.Next(2) == 0 ? $"{(char)random.Next(0x11A7, 0x11C3)}" : "") + (random.Next(4) == 0 ? $"{(char)random.Next(0x1100, 0x1200)}" : "");

    private static string Emoji(Random random) => random.Next(5) switch
    {
        0 => "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466",
        1 => char.ConvertFromUtf32(random.Next(0x1F466, 0x1F478)) + char.ConvertFromUtf32(random.Next(0x1F3FB, 0x1F400)),
        2 => char.ConvertFromUtf32(random.Next(0x1F1E6, 0x1F200)) + char.ConvertFromUtf32(random.Next(0x1F1E6, 0x1F200)),
        3 => "\u2764\uFE0F\u200D\U0001F525",
        _ => char.ConvertFromUtf32(random.Next(0x1F300, 0x1F700)) + (random.Next(2) == 0 ? "\u200D" : "\uFE0F\u20E3"),
    };

    private static string Scalars(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Scalar(random)));

    private static string Scalar(Random random)
    {
        // The first planes have nearly all that is assigned.
        int scalar = random.Next(random.Next(4) == 0 ? 0x110000 : 0x20000);
        return scalar is >= 0xD800 and < 0xE000 ? "\uFFFD" : char.ConvertFromUtf32(scalar);
    }

    private static string Unassigned(Random random)
    {
        for (int i = 0; i < 100; i++)
        {
            string scalar = Scalar(random);
            if (CharUnicodeInfo.GetUnicodeCategory(scalar, 0) == UnicodeCategory.OtherNotAssigned) return scalar;
        }

        return "\u0378";
    }

    private static string LongRunOfOne(Random random)
    {
        string one = random.Next(3) switch
        {
            0 => $"{(char)random.Next(' ', '\u007F')}",
            1 => Scalar(random),
            _ => Kinds[random.Next(9, 14)](random),
        };
        return string.Concat(Enumerable.Repeat(one, random.Next(2, random.Next(20) == 0 ? LongRun : 30)));
    }
}
