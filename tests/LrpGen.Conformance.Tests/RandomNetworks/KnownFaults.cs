namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>What random networks leave out until it is mended. Each is a constant: the drawers ask by name.</summary>
internal static class KnownFaults
{
    /// <summary>A convolution along an axis of one position is taken for one without that axis.</summary>
    public static bool AxesOfOne => true;

    /// <summary>A sum that is differentiated hands the memory that it reads to a branch that adds to it.</summary>
    public static bool DifferentiatedSums => true;

    /// <summary>Derivatives of hard-swish at −3 and 3.</summary>
    public static bool HardSwishCorners => true;

    /// <summary>Interpolated numbers that are equal in exact arithmetic.</summary>
    public static bool BilinearTies => true;

    /// <summary>A ledger where an output sees padding alone and its denominator is 0.</summary>
    public static bool LedgersOfPaddingAlone => true;
}
