namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>A window that slides along one axis, with PyTorch's rounding.</summary>
/// <param name="Input">Length of the axis.</param>
/// <param name="Kernel">Taps of the window.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="Before">Padding before the axis.</param>
/// <param name="Behind">Padding behind it.</param>
/// <param name="Dilation">From one tap to the next.</param>
/// <param name="Ceiling">Whether a last window that does not fit in full counts.</param>
internal readonly record struct SlidingWindow(int Input, int Kernel, int Stride, int Before, int Behind, int Dilation, bool Ceiling)
{
    /// <summary>Places from the first tap to the last one.</summary>
    public long Span => ((long)Dilation * (Kernel - 1)) + 1;

    /// <summary>The largest span that fits. Rounded up, it may stick out by less than a stride.</summary>
    public long MostSpan => (long)Input + Before + Behind + (Ceiling ? Stride - 1 : 0);

    /// <summary>How many windows there are; 0 where not even one fits.</summary>
    public int Count
    {
        get
        {
            if (MostSpan < Span)
                return 0;
            long count = ((MostSpan - Span) / Stride) + 1;

            // Rounded up, the last window must begin inside the input or the padding before it.
            bool beginsOutside = Ceiling && (count - 1) * Stride >= (long)Input + Before;
            return (int)(beginsOutside ? count - 1 : count);
        }
    }
}
