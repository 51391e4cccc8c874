using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Encoders;

/// <summary>How many floating-point operations a pass takes: the products, which are all that counts.</summary>
internal static class EncoderCost
{
    /// <summary>Operations of a forward pass over sequences of one length.</summary>
    public static double Forward(ModelDescription model, int sequences, int tokens)
    {
        // Two operations a weight and token in the dense layers; scores and context are two products of tokens × tokens.
        double weights = model.Weights
            .Where(w => w.Shape.Length == 2 && w.Name.Contains(".encoder.", StringComparison.Ordinal))
            .Sum(w => (double)w.Shape[0] * w.Shape[1]);
        double attention = 2.0 * tokens * model.Tokens!.HiddenSize * model.Tokens!.EncoderLayers;
        return 2.0 * sequences * tokens * (weights + attention);
    }
}
