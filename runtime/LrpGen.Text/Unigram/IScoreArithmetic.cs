namespace LrpGen.Text.Unigram;

/// <summary>How sums of scores are rounded, which decides between segmentations that are equally good.</summary>
internal interface IScoreArithmetic
{
    /// <summary>What is kept of a sum.</summary>
    static abstract double Keep(double sum);

    /// <summary>What is compared of a sum that ends in an unknown character.</summary>
    static abstract double CompareUnknown(double sum);
}

/// <summary>Hugging Face's tokenizers: 64-bit throughout.</summary>
internal readonly struct DoubleScores : IScoreArithmetic
{
    public static double Keep(double sum) => sum;

    public static double CompareUnknown(double sum) => sum;
}

/// <summary>
/// sentencepiece: sums are kept in 32 bits, but a candidate is compared in 64 bits (the score of a piece has that type
/// there), and in 32 bits where it is unknown.
/// </summary>
internal readonly struct SingleScores : IScoreArithmetic
{
    public static double Keep(double sum) => (float)sum;

    public static double CompareUnknown(double sum) => (float)sum;
}
