namespace LrpGen.Runtime;

/// <summary>What one feature did over many rows.</summary>
/// <param name="Index">The feature's index in the input.</param>
/// <param name="Name">The feature's name.</param>
/// <param name="MeanMagnitude">The mean of |R|: how much it matters.</param>
/// <param name="Mean">The mean of R: which way, where it always pulls the same way.</param>
/// <param name="PositiveShare">The share of rows in which it speaks for the target, 0 to 1.</param>
/// <param name="NegativeShare">The share of rows in which it speaks against it, 0 to 1.</param>
public sealed record RankedFeature(
    int Index, string Name, double MeanMagnitude, double Mean, double PositiveShare, double NegativeShare);
