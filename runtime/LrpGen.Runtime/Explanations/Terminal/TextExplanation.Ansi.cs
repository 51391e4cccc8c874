namespace LrpGen.Runtime;

public sealed partial record TextExplanation
{
    /// <summary>
    /// The explanation for a terminal, in lines that end with <c>\n</c>. Control characters of the source never reach it:
    /// the only escape sequences are the view's own colours.
    /// </summary>
    /// <param name="options">How it looks; null means 24-bit colour and 80 columns. See <see cref="AnsiOptions.FromEnvironment"/>.</param>
    public string ToAnsi(AnsiOptions? options = null) => AnsiView.Render(this, options ?? new());
}
