using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>
/// Writes HTML from interpolated strings: what stands literally in the code is markup, and every hole is escaped.
/// </summary>
/// <remarks>So nothing from a model or a text can reach the page as markup: there is no way to write it unescaped.</remarks>
internal sealed class HtmlMarkup(TextWriter output)
{
    /// <summary>What the ids on this page begin with.</summary>
    public string IdPrefix { get; set; } = "";

    /// <summary>How many switches of levels there are so far: each needs a name of its own.</summary>
    public int Switches { get; set; }

    /// <summary>Writes markup with escaped holes.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The handler writes through this instance while the string is put together.")]
    public void Write([InterpolatedStringHandlerArgument("")] ref Holes markup) => _ = markup;

    /// <summary>Writes a style sheet that this library wrote.</summary>
    public void WriteStyle(string style) => output.Write(style);

    private void Escape(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int special = text.IndexOfAny("&<>\"'");
            if (special < 0)
            {
                output.Write(text);
                return;
            }

            output.Write(text[..special]);
            output.Write(text[special] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                _ => "&#39;",
            });
            text = text[(special + 1)..];
        }
    }

    /// <summary>The compiler's calls for the pieces of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Holes
    {
        private readonly HtmlMarkup _html;

        public Holes(int literalLength, int formattedCount, HtmlMarkup html)
        {
            _ = literalLength + formattedCount;
            _html = html;
        }

        /// <summary>Markup.</summary>
        public void AppendLiteral(string markup) => _html.WriteStyle(markup);

        /// <summary>Text: escaped, and made visible where it would act.</summary>
        public void AppendFormatted(string? text) => _html.Escape(VisibleText.Of(text));

        /// <summary>A number.</summary>
        public void AppendFormatted(int number) => _html.Escape(number.ToString(CultureInfo.InvariantCulture));

        /// <summary>A number with a format.</summary>
        public void AppendFormatted(double number, string format) => _html.Escape(number.ToString(format, CultureInfo.InvariantCulture));
    }
}
