namespace LrpGen.Runtime;

/// <summary>What is folded away below an explanation: the conservation ledger and the tokens.</summary>
internal static class HtmlDetails
{
    private const int LongestSinkList = 12;

    public static void Write(HtmlMarkup html, TextExplanation explanation, MaskedText texts, HtmlOptions options)
    {
        if (explanation.Ledger is { } ledger) WriteLedger(html, ledger, "tokens");
        if (explanation.Windowing is { } windowing) WriteWindows(html, windowing);
        HtmlFlow.Write(html, explanation, texts);
        if (options.TokenTable && explanation.Tokens.Length > 0) WriteTokens(html, explanation, texts);
    }

    /// <summary>A name for people.</summary>
    public static string NameOf(SinkKind kind) => kind switch
    {
        SinkKind.Bias => "biases",
        SinkKind.NormBias => "normalisation biases",
        SinkKind.PositionEmbedding => "position embeddings",
        SinkKind.TypeEmbedding => "type embeddings",
        SinkKind.Epsilon => "stabiliser ε",
        SinkKind.Softmax => "attention softmax",
        SinkKind.Norm => "normalisation",
        SinkKind.Activation => "activations",
        SinkKind.Dropped => "dropped by the rule",
        _ => "other",
    };

    /// <summary>The conservation ledger, folded away.</summary>
    /// <param name="html">The page.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="parts">What the input consists of: tokens, pixels, features.</param>
    public static void WriteLedger(HtmlMarkup html, ConservationLedger ledger, string parts)
    {
        var kinds = ledger.ByKind();
        double largest = kinds.Select(sum => Math.Abs(sum.Relevance)).Append(Math.Abs(ledger.Tokens)).Append(Math.Abs(ledger.Score)).Max();
        Figures figures = Figures.For(largest);
        double scale = largest > 0 ? largest : 1;
        html.Write($"<details>\n<summary>Where the score went <span class=\"soft number\">{figures.Signed(ledger.Score)} = {figures.Signed(ledger.Tokens)} {parts} {figures.Signed(ledger.Score - ledger.Tokens)} elsewhere</span></summary>\n<table class=\"words\">\n");
        Row(parts, ledger.Tokens);
        foreach ((SinkKind kind, double relevance) in kinds) Row(NameOf(kind), relevance);
        html.Write($"<tr class=\"sum\"><th scope=\"row\">score</th><td class=\"number\">{figures.Signed(ledger.Score)}</td><td class=\"soft\">residual {Figures.Tiny(ledger.Residual)}</td></tr>\n</table>\n");
        WriteSinks(html, ledger, figures);
        if (!ledger.LayerGains.IsEmpty)
        {
            html.Write($"<p class=\"soft\">Gain of each layer, Σ|R| below / Σ|R| above:");
            foreach (double gain in ledger.LayerGains) html.Write($" <span class=\"number\">{gain:0.00}</span>");
            html.Write($"</p>\n");
        }

        html.Write($"</details>\n");

        void Row(string name, double relevance)
        {
            html.Write($"<tr><th scope=\"row\">{name}</th><td class=\"number\">{figures.Signed(relevance)}</td><td class=\"bar\">");
            HtmlBar.WriteSigned(html, relevance / scale);
            html.Write($"</td></tr>\n");
        }
    }

    // Each window's score is shared out in that window: the account is the window's.
    private static void WriteWindows(HtmlMarkup html, Windowing windowing)
    {
        double largest = windowing.Windows.Select(window => Math.Max(Math.Abs(window.Score), Math.Abs(window.TokenSum))).Where(double.IsFinite).DefaultIfEmpty().Max();
        Figures figures = Figures.For(largest);
        bool ledgers = windowing.Windows.Any(window => window.Ledger is not null);
        html.Write($"<details>\n<summary>Windows <span class=\"soft\">{windowing.Windows.Length} of {windowing.Tokens} tokens, stride {windowing.Stride}</span></summary>\n<table class=\"list\">\n<thead><tr><th scope=\"col\">characters</th><th scope=\"col\">tokens shown</th><th scope=\"col\">label</th><th scope=\"col\">score</th><th scope=\"col\">all its tokens</th>");
        if (ledgers) html.Write($"<th scope=\"col\">elsewhere</th><th scope=\"col\">residual</th>");
        html.Write($"</tr></thead>\n");
        foreach (TextWindow window in windowing.Windows)
        {
            html.Write($"<tr><td>{window.Start}–{window.End}</td><td class=\"number\">{window.OwnEnd - window.OwnStart}</td><td>");
            if (window.PredictedLabel < window.Labels.Length) html.Write($"<bdi>{window.Labels[window.PredictedLabel].Name}</bdi>");
            html.Write($"</td><td class=\"number\">{figures.Signed(window.Score)}</td><td class=\"number\">{figures.Signed(window.TokenSum)}</td>");
            if (window.Ledger is { } ledger) html.Write($"<td class=\"number\">{figures.Signed(ledger.Score - ledger.Tokens)}</td><td class=\"number\">{Figures.Tiny(ledger.Residual)}</td>");
            html.Write($"</tr>\n");
        }

        html.Write($"</table>\n</details>\n");
    }

    private static void WriteSinks(HtmlMarkup html, ConservationLedger ledger, Figures figures)
    {
        LedgerSink[] largest = [.. ledger.Sinks.OrderByDescending(sink => Math.Abs(sink.Relevance)).Take(LongestSinkList)];
        if (largest.Length == 0) return;
        html.Write($"<table class=\"list\">\n<thead><tr><th scope=\"col\">module</th><th scope=\"col\">layer</th><th scope=\"col\">kind</th><th scope=\"col\">relevance</th></tr></thead>\n");
        foreach (LedgerSink sink in largest)
        {
            html.Write($"<tr><td class=\"piece\">{sink.Name}</td><td class=\"number\">");
            if (sink.Layer is { } layer) html.Write($"{layer}");
            html.Write($"</td><td>{NameOf(sink.Kind)}</td><td class=\"number\">{figures.Signed(sink.Relevance)}</td></tr>\n");
        }

        html.Write($"</table>\n");
        if (ledger.Sinks.Length > largest.Length) html.Write($"<p class=\"soft\">The {largest.Length} largest of {ledger.Sinks.Length}.</p>\n");
    }

    private static void WriteTokens(HtmlMarkup html, TextExplanation explanation, MaskedText texts)
    {
        double largest = explanation.Tokens.Select(token => Math.Abs((double)token.Relevance)).Where(double.IsFinite).DefaultIfEmpty().Max();
        Figures figures = Figures.For(largest);
        html.Write($"<details>\n<summary>Tokens <span class=\"soft\">{explanation.Tokens.Length}, special ones included</span></summary>\n<table class=\"list\">\n<thead><tr><th scope=\"col\">piece</th><th scope=\"col\">id</th><th scope=\"col\">characters</th><th scope=\"col\">relevance</th><th scope=\"col\"></th></tr></thead>\n");
        for (int t = 0; t < explanation.Tokens.Length; t++)
        {
            TokenRelevance token = explanation.Tokens[t];
            if (token.IsSpecial) html.Write($"<tr class=\"soft\">");
            else html.Write($"<tr>");
            html.Write($"<td class=\"piece\"><bdi>{texts.Piece(t)}</bdi></td>");
            if (texts.IsTokenMasked(t)) html.Write($"<td></td><td>masked</td>");
            else if (token.IsSpecial) html.Write($"<td class=\"number\">{token.Id}</td><td>special</td>");
            else html.Write($"<td class=\"number\">{token.Id}</td><td>{token.Start}–{token.End}</td>");
            html.Write($"<td class=\"number\">{figures.Signed(token.Relevance)}</td><td class=\"bar\">");
            HtmlBar.WriteSigned(html, largest > 0 ? token.Relevance / largest : 0);
            html.Write($"</td></tr>\n");
        }

        html.Write($"</table>\n</details>\n");
    }
}
