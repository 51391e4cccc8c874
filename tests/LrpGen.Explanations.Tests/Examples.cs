using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Explanations.Tests;

/// <summary>Explanations put together by hand.</summary>
internal static class Examples
{
    /// <summary>The golden case hate-xlmr-mini, sentence 0, attnlrp on label 1, rounded to three digits.</summary>
    public static TextExplanation English { get; } = Of(
        "You people are disgusting and should all be thrown out of this country.",
        ["You:0.265", "people:-0.043", "are:-0.002", "disgusting:0.546", "and:-0.001", "should:0.017", "all:-0.051", "be:0.006",
            "thrown:0.391", "out:0.011", "of:0.008", "this:0.011", "country:0.040 .:0.031"],
        first: 0.206f,
        last: -0.012f) with
    {
        Ledger = new(
            1.215,
            1.423,
            [
                new(SinkKind.Bias, "classifier.out_proj.bias", null, -0.146),
                new(SinkKind.PositionEmbedding, "roberta.embeddings.position_embeddings", null, -0.104),
                new(SinkKind.NormBias, "roberta.encoder.layer.3.output.LayerNorm.bias", 3, 0.042),
            ],
            [1.02, 1.11, 1.4, 1.3]),
    };

    /// <summary>Conjuncts, vowel signs before and after the consonant, a danda.</summary>
    public static TextExplanation Hindi { get; } = Of(
        "तुम सब गद्दार हो, देश छोड़कर चले जाओ।",
        ["तुम:0.16", "सब:0.02", "गद्:0.5 दार:0.19", "हो,:0.06", "देश:0.08", "छोड़कर:-0.07", "चले:0.26", "जाओ।:-0.01"]);

    /// <summary>From right to left, with joined letters and a ligature that the model does not know.</summary>
    public static TextExplanation Urdu { get; } = Of(
        "محمد ﷺ پر درود و سلام",
        ["محمد:-0.01", "ﷺ:0.61", "پر:0", "درود:0.12", "و:0.13", "سلام:-0.2"]) with
    {
        UnseenCharacters = [new(5, 6, 0, UnseenReason.Unknown)],
    };

    /// <summary>A family of five code points, a flag, a skin tone, and letters with several marks.</summary>
    public static TextExplanation Emoji { get; } = Of(
        "love 👩‍👩‍👧‍👦 and 🇵🇰 👍🏽 z͑ͫ̓ͪalgo 漢字",
        ["love:0.4", "👩‍👩‍👧‍👦:-0.3", "and:0", "🇵🇰:0.2", "👍🏽:0.1", "z͑ͫ̓ͪalgo:-0.2", "漢字:0.05"]);

    /// <summary>Three words that were read two at a time.</summary>
    public static TextExplanation InWindows { get; } = Of("a b ugly.", ["a:0.1", "b:-0.2", "ugly.:0.9"]) with
    {
        Windowing = new(4, 2,
        [
            new() { TokenStart = 1, TokenEnd = 3, OwnStart = 1, OwnEnd = 3, Start = 0, End = 4, Labels = [new("not-hate", 0.5f, 0.5f), new("hate", 0.5f, 0.5f)], PredictedLabel = 0, Score = 1.5f, TokenSum = 1.25, Ledger = new(1.5, 1.25, [new(SinkKind.Bias, "b", null, 0.25)]) },
            new() { TokenStart = 2, TokenEnd = 4, OwnStart = 3, OwnEnd = 4, Start = 2, End = 9, Labels = [new("not-hate", 0, 0.25f), new("hate", 1, 0.75f)], PredictedLabel = 1, Score = 0.75f, TokenSum = 0.5, Ledger = new(0.75, 0.5, [new(SinkKind.Bias, "b", null, 0.25)]) },
        ]),
    };

    /// <summary>Everything that a view could take for its own language.</summary>
    public static TextExplanation Hostile { get; } = Of(
        "<script>alert(1)</script> \"><img src=x onerror=alert(1)> \u202Eevil\u202C \e[31mred\e]0;title\a \u009b2J \0nul &lt; `code` **bold** | $x_1$ \\input{/etc/passwd} %# ~^ =1+1 @user \ud800",
        ["<script>alert(1)</script>:0.9", "\"><img:-0.8", "src=x:0.1", "onerror=alert(1)>:0.7", "\u202Eevil\u202C:0.5", "\e[31mred\e]0;title\a:-0.6",
            "\u009b2J:0.4", "\0nul:0.3", "&lt;:0.2", "`code`:0.25", "**bold**:-0.25", "|:0.3", "$x_1$:0.35", "\\input{/etc/passwd}:-0.4",
            "%#:0.45", "~^:0.1", "=1+1:0.2", "@user:-0.2", "\ud800:0.1"]) with
    {
        Method = "attn<lrp>\e[1m",
        Model = "model\"'>&\u202e",
        Tokenizer = "<tok>",
    };

    public static TheoryData<string> Names => ["English", "Hindi", "Urdu", "Emoji", "Hostile"];

    public static TextExplanation Named(string name) => name switch
    {
        "English" => English,
        "Hindi" => Hindi,
        "Urdu" => Urdu,
        "Emoji" => Emoji,
        _ => Hostile,
    };

    /// <summary>
    /// Words as <c>piece:relevance</c>, the pieces of one word separated by blanks; found in the text one after the other.
    /// </summary>
    public static TextExplanation Of(string text, string[] words, float first = 0.1f, float last = -0.02f)
    {
        List<TokenRelevance> tokens = [new(0, "<s>", 0, 0, 0, true, false, first)];
        List<(int Start, int End, int Sequence)> ranges = [];
        int position = 0;
        foreach (string word in words)
        {
            int? start = null;
            foreach (string part in word.Split(' '))
            {
                int colon = part.LastIndexOf(':');
                string piece = part[..colon];
                int at = text.IndexOf(piece, position, StringComparison.Ordinal);
                position = at + piece.Length;
                float relevance = float.Parse(part[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture);
                tokens.Add(new(100 + tokens.Count, start is null ? "▁" + piece : piece, at, position, 0, false, false, relevance));
                start ??= at;
            }

            ranges.Add((start!.Value, position, 0));
        }

        tokens.Add(new(2, "</s>", text.Length, text.Length, 0, true, false, last));
        ImmutableArray<TokenRelevance> all = [.. tokens];
        return new()
        {
            Text = text,
            Labels = [new("not-hate", -1.211f, 0.081f), new("hate", 1.215f, 0.919f)],
            PredictedLabel = 1,
            Target = new("hate", [0, 1], 1.215f, 1),
            Method = "attnlrp",
            Model = "hate-xlmr-mini",
            Tokenizer = "tokenizer.json",
            Tokens = all,
            Words = WordRelevance.Sum(all, ranges),
        };
    }
}
