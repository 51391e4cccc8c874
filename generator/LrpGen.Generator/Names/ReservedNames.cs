namespace LrpGen.Generator.Names;

/// <summary>Names that mean something already where names of files come in.</summary>
internal static class ReservedNames
{
    /// <summary>Members of every object.</summary>
    public static readonly string[] Object =
        ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>What every generated class declares, and its aliases of the runtime. The class itself cannot be called so.</summary>
    public static readonly string[] Class =
        ["Description", "DisposeWeights", "Explain", "Forward", "Label", "Load", "Lrp", "LrpText", "Methods", "Model", "Pack", "Relevance", "Tensors", "Verify", "Weights", "w"];

    /// <summary>What a generated class inherits from the runtime: a private member of that name would hide it.</summary>
    public static readonly string[] Inherited =
    [
        "CreateSession", "Dispose", "Encode", "Encoder", "ExplainAllLabels", "ExplainAllLabelsAsync", "ExplainAllLabelsOfMany", "ExplainAsync", "ExplainBatch",
        "ExplainBatchAsync", "ExplainMany", "ExplainPair", "ExplainPairAsync", "Identify", "Identity", "LabelIndex", "Labels", "Method", "Predict",
        "PredictAsync", "PredictBatch", "PredictBatchAsync", "PredictMany", "PredictPair", "PredictPairAsync", "UnusedWeights", "WeightNamePrefix",
    ];

    /// <summary>What the static class <c>Methods</c> has, or needs from outside.</summary>
    public static readonly string[] Methods = ["Methods", "Model", .. Object];

    /// <summary>What the workspace's and the weights' own code has: layers give the names of their members.</summary>
    public static readonly string[] Layers = ["Dispose", "Input", "Tensors", "Weights", .. Object];
}
