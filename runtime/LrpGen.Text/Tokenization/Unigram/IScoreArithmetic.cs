namespace LrpGen.Text.Tokenization;

/// <summary>How sums of scores are rounded, which decides between segmentations that are equally good.</summary>
internal interface IScoreArithmetic
{
    /// <summary>Whether the sum runs on from word to word, so that what it comes to decides how the next word is rounded.</summary>
    static abstract bool RunsOn { get; }

    /// <summary>What is compared and kept of a sum.</summary>
    static abstract double Round(double sum);
}

/// <summary>Hugging Face's tokenizers: 64-bit throughout, each word by itself.</summary>
internal readonly struct DoubleScores : IScoreArithmetic
{
    public static bool RunsOn => false;

    public static double Round(double sum) => sum;
}

/// <summary>
/// sentencepiece 0.2.3: 32-bit throughout, the whole text at once. (A sum of two 32-bit numbers in 64 bits, then rounded, is the 32-bit sum.)
/// </summary>
internal readonly struct SingleScores : IScoreArithmetic
{
    public static bool RunsOn => true;

    public static double Round(double sum) => (float)sum;
}
