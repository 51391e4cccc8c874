using LrpGen.Generator.Reading.LayerGraphs.Operators;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>All operators. A new one is one file and one entry here.</summary>
internal static class LayerOps
{
    public static LayerOp[] All { get; } =
    [
        DenseOp.Op,
        .. ConvolutionOps.All,
        .. TransposedConvolutionOps.All,
        BatchNormOp.Op,
        LayerNormOp.Op,
        ScaleOp.Op,
        NormalizeOp.Op,
        .. ActivationOps.All,
        .. MaxPoolOps.All,
        .. AdaptivePoolOps.Max,
        .. AveragePoolOps.All,
        .. AdaptivePoolOps.Average,
        .. CombiningOps.All,
        .. ReshapingOps.All,
        .. PaddingOps.All,
        UpsampleOp.Op,
        SoftmaxOp.Op,
    ];

    private static readonly Dictionary<string, LayerOp> ByName = All.Concat(TokenOps.All).ToDictionary(op => op.Name, StringComparer.Ordinal);

    public static LayerOp? Find(string name) => ByName.TryGetValue(name, out LayerOp? op) && !TokenOps.All.Contains(op) ? op : null;

    public static LayerOp Get(string name) => ByName[name];
}
