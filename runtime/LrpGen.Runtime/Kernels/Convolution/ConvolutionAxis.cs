namespace LrpGen.Runtime;

/// <summary>One axis (depth, height or width) of a convolution.</summary>
/// <param name="Input">Positions of the input.</param>
/// <param name="Kernel">Taps of the kernel.</param>
/// <param name="Stride">Distance between two windows; of a transposed convolution, between two inputs' results.</param>
/// <param name="Padding">Zeros before the first input.</param>
/// <param name="Dilation">Distance between two taps.</param>
/// <param name="PaddingAfter">Zeros behind the last input; −1 for as many as before the first.</param>
/// <param name="OutputPadding">Positions that a transposed convolution adds behind its last output.</param>
public readonly record struct ConvolutionAxis(
    int Input, int Kernel, int Stride = 1, int Padding = 0, int Dilation = 1, int PaddingAfter = -1, int OutputPadding = 0)
{
    /// <summary>An axis that is not there: one position and one tap, which the weights have no dimension for.</summary>
    public static ConvolutionAxis None => new(1, 1) { IsMissing = true };

    /// <summary>Whether the axis is not there. One with a single position and a single tap is there, and is one of the weights' dimensions.</summary>
    internal bool IsMissing { get; private init; }

    /// <summary>Positions of the output of a convolution: ⌊(l + padding − dilation·(k − 1) − 1)/stride⌋ + 1.</summary>
    internal long Output => Span is < 0 ? 0 : (Span / Stride) + 1;

    /// <summary>Positions of the output of a transposed convolution: (l − 1)·stride − padding + dilation·(k − 1) + output padding + 1.</summary>
    internal long TransposedOutput => ((Input - 1L) * Stride) - PaddingSum + (Dilation * (Kernel - 1L)) + OutputPadding + 1;

    private long PaddingSum => (long)Padding + (PaddingAfter < 0 ? Padding : PaddingAfter);

    /// <summary>Distance between the first and the last possible window.</summary>
    private long Span => Input + PaddingSum - (Dilation * (Kernel - 1L)) - 1;

    /// <summary>What is wrong with the axis; null if nothing is.</summary>
    internal string? Error(string name, bool transposed)
    {
        if (Input < 1 || Kernel < 1 || Stride < 1 || Dilation < 1 || Padding < 0 || PaddingAfter < -1 || OutputPadding < 0)
        {
            return $"{name}: expected positive sizes and no negative padding, found {this}.";
        }

        long output = transposed ? TransposedOutput : Output;
        return output < 1 ? $"{name}: {this} has no output."
            : output > int.MaxValue ? $"{name}: {this} has {output} outputs, and at most {int.MaxValue} are possible."
            : null;
    }
}
