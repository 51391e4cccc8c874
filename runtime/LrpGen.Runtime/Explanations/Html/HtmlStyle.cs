using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>The page's style sheet.</summary>
internal static class HtmlStyle
{
    // Class names: w word, tip its tooltip, p1…p20 and n1…n20 the steps for and against, z zero, u not seen by the model,
    // k a sample in the legend, b+ and b− the bars.
    private const string Rules = """

        *{box-sizing:border-box}
        body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans Devanagari","Noto Sans Arabic","Nirmala UI",sans-serif;-webkit-text-size-adjust:100%}
        main{max-width:56rem;margin:0 auto;padding:1.5rem 1rem 3rem}
        h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 1.25rem;letter-spacing:-.01em}
        h2,.what{font-size:.75rem;line-height:1.4;font-weight:600;letter-spacing:.07em;text-transform:uppercase;color:var(--soft);margin:0}
        article{position:relative;background:var(--page);border:1px solid var(--line);border-radius:14px;padding:1.5rem 1.75rem 1rem;margin:0 0 1.25rem}
        header{display:flex;flex-wrap:wrap;gap:.25rem 2.5rem;justify-content:space-between}
        header>div{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .6rem}
        .label{font-size:1.25rem;letter-spacing:-.01em}
        .number{font-variant-numeric:tabular-nums;white-space:nowrap}
        .soft,footer,dt{color:var(--soft)}
        .text{font-size:1.4rem;line-height:2;margin:.9rem 0 1.1rem;white-space:pre-wrap;overflow-wrap:anywhere;word-spacing:.1em;text-wrap:pretty}
        p.what{margin:1.1rem 0 -.4rem}
        .text+.what{margin-top:.5rem}
        .w{position:relative;border-radius:4px;padding:.14em .09em .1em;margin:0 -.09em;-webkit-box-decoration-break:clone;box-decoration-break:clone;cursor:default;outline:0 solid var(--focus);-webkit-print-color-adjust:exact;print-color-adjust:exact}
        .w[class*=" p"]{border-bottom:2px solid var(--for)}
        .w[class*=" n"]{border-bottom:2px dashed var(--against)}
        .w:is(.p1,.n1){border-bottom-color:transparent}
        .w:is(.p2,.p3,.p4,.n2,.n3,.n4){border-bottom-width:1px}
        .u{outline:1.5px dotted var(--soft);outline-offset:1px;border-radius:4px}
        .w:hover,.w:focus{outline:2px solid var(--focus);outline-offset:1px;z-index:1}
        s{color:var(--soft);text-decoration:line-through 1px;text-decoration-skip-ink:none}
        .tip{display:none;word-spacing:0;position:absolute;z-index:2;top:calc(100% + 6px);left:0;width:max-content;max-width:19rem;padding:.5rem .7rem;border-radius:8px;background:var(--tip);color:var(--tipink);font-size:.85rem;line-height:1.5;text-align:left;white-space:normal;box-shadow:0 6px 20px #0003}
        .tip .soft{color:inherit;opacity:.8}
        .tip>span{display:block}
        .w:hover>.tip,.w:focus>.tip{display:block}
        @supports (position-try-fallbacks:flip-inline){.w{position:static;anchor-name:--word;anchor-scope:--word}.tip{position-anchor:--word;position-area:bottom span-right;position-try-fallbacks:flip-inline;top:auto;left:auto;margin-top:6px}}
        .piece{font-family:ui-monospace,"SF Mono","Cascadia Mono","Noto Sans Mono",monospace;font-size:.92em}
        .warning{margin:.9rem 0 0;padding:.5rem .8rem;border-left:3px solid var(--for);background:var(--back);border-radius:0 8px 8px 0}
        .legend{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem 1rem;font-size:.85rem;color:var(--soft);padding-bottom:1.1rem}
        .scale{display:flex;align-items:center;gap:.5rem}
        .ramp{display:flex;border-radius:4px;overflow:hidden;border:1px solid var(--line);-webkit-print-color-adjust:exact;print-color-adjust:exact}
        .ramp i{width:8px;height:14px;border:0!important}
        .k{color:var(--ink);padding:0 .1em 1px}
        .k.u{margin-right:.35em}
        .k\+{border-bottom:2px solid var(--for)}
        .k-{border-bottom:2px dashed var(--against)}
        .figures{display:grid;grid-template-columns:3fr 2fr;gap:1.25rem 2.5rem;border-top:1px solid var(--line);padding:1.1rem 0}
        .figures>:only-child{grid-column:1/-1}
        table{border-collapse:collapse;width:100%;margin:.5rem 0 0;font-size:.93rem}
        th,td{text-align:start;font-weight:400;padding:.16rem .75rem .16rem 0;vertical-align:middle}
        td.number{text-align:right}
        .words th,.labels th{max-width:14rem;overflow-wrap:anywhere;font-weight:500}
        .words .bar{width:50%;padding-right:0}
        .labels .bar{width:35%}
        .labels th{min-width:5.5rem;max-width:9rem}
        .labels svg{min-width:5rem}
        .labels td:last-child{padding-right:0}
        .list .bar{width:40%;padding-right:0}
        .list th{color:var(--soft);font-size:.8rem}
        .list th:is(:nth-child(2),:nth-child(4)),.list td.number{text-align:right}
        .sum>*{border-top:1px solid var(--line)}
        svg{display:block;width:100%;height:12px}
        svg path{stroke:var(--mid);vector-effect:non-scaling-stroke}
        rect{-webkit-print-color-adjust:exact;print-color-adjust:exact}
        .b\+{fill:var(--p20)}
        .b-{fill:var(--n20)}
        .t{fill:var(--line)}
        .f{fill:var(--soft)}
        dl{display:grid;grid-template-columns:1fr auto;gap:.1rem .75rem;margin:.8rem 0 0;font-size:.93rem}
        dd{margin:0;text-align:right}
        details{border-top:1px solid var(--line);padding:.55rem 0}
        summary{cursor:pointer;font-weight:500;font-size:.93rem}
        summary .soft{font-weight:400;margin-left:.5rem}
        details p{font-size:.87rem;margin:.5rem 0}
        footer{display:flex;flex-wrap:wrap;gap:0 1.25rem;border-top:1px solid var(--line);padding-top:.7rem;font-size:.8rem}
        .choice{display:flex;flex-wrap:wrap;gap:.4rem;margin-bottom:1.25rem}
        .choice>input{position:absolute;opacity:0;pointer-events:none}
        .choice>label{padding:.3rem .9rem;border:1px solid var(--line);border-radius:99px;background:var(--page);cursor:pointer;font-weight:500}
        .choice>label small{font-weight:400;opacity:.8}
        .choice>input:checked+label{background:var(--ink);border-color:var(--ink);color:var(--page)}
        .choice>input:focus-visible+label{outline:2px solid var(--focus);outline-offset:2px}
        .panel{display:none;order:1;flex:0 0 100%;min-width:0}
        .panel article{margin:.3rem 0 0}
        input:checked+label+.panel{display:block}
        @media (max-width:42rem){.figures{grid-template-columns:1fr}article{padding:1.1rem 1.1rem .8rem}.text{font-size:1.2rem}}
        @media (forced-colors:active){.w,.ramp i,rect{forced-color-adjust:none;color:var(--ink)}}
        @media print{main{max-width:none;padding:0}article{break-inside:avoid;border:0;padding:0 0 1rem}.tip{display:none!important}.panel{display:block}.choice>label{border:0;order:0}}

        """;

    // What is said of the page is said of the fragment's own element instead.
    private static readonly (string Page, string Fragment)[] Scopes = [(":root{", ":scope{"), ("\nbody{margin:0;background:var(--back);", "\n:scope{"), ("\nmain{max-width:56rem;margin:0 auto;padding:1.5rem 1rem 3rem}", ""), ("main{max-width:none;padding:0}", ""), ("main{max-width:72rem}\n", ""), ("main{max-width:84rem}\n", "")];

    /// <summary>The style of a fragment: the page's, for what lies in the fragment alone (CSS Cascading and Inheritance 6, 2.5).</summary>
    public static string OfFragment(HtmlOptions options, string moreRules)
    {
        string style = Of(options) + moreRules.ReplaceLineEndings("\n");
        foreach ((string page, string fragment) in Scopes) style = style.Replace(page, fragment, StringComparison.Ordinal);
        return $"\n@scope(.lrpgen){{{style}}}\n";
    }

    public static string Of(HtmlOptions options)
    {
        RelevancePalette palette = options.Palette;
        string light = Variables(palette.Light, HtmlChrome.Light), dark = Variables(palette.Dark, HtmlChrome.Dark);
        var style = new StringBuilder("\n");
        style.Append(CultureInfo.InvariantCulture, $":root{{{(options.Theme == HtmlTheme.Dark ? dark : light)}}}\n");
        if (options.Theme == HtmlTheme.Auto) style.Append(CultureInfo.InvariantCulture, $"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n");

        // Paper is white, whatever the screen was.
        if (options.Theme != HtmlTheme.Light) style.Append(CultureInfo.InvariantCulture, $"@media print{{:root{{{light}}}}}\n");
        for (int level = 1; level <= RelevanceColors.Levels; level++)
        {
            style.Append(CultureInfo.InvariantCulture, $".p{level}{{background:var(--p{level})}}.n{level}{{background:var(--n{level})}}");
        }

        return style.Append(Rules.ReplaceLineEndings("\n")).ToString();
    }

    private static string Variables(RelevanceColors colors, HtmlChrome chrome)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"color-scheme:{chrome.Scheme};--back:#{chrome.Back.Hex};--page:#{colors.Page.Hex};--ink:#{colors.Text.Hex};--soft:#{chrome.Soft.Hex};--line:#{chrome.Line.Hex};--mid:#{chrome.Middle.Hex};--tip:#{chrome.Tip.Hex};--tipink:#{chrome.TipInk.Hex};--focus:#{colors.Text.Hex};--for:#{colors.PositiveInk.Hex};--against:#{colors.NegativeInk.Hex}");
        for (int level = 1; level <= RelevanceColors.Levels; level++)
        {
            text.Append(CultureInfo.InvariantCulture, $";--p{level}:#{colors[level].Hex};--n{level}:#{colors[-level].Hex}");
        }

        return text.ToString();
    }
}
