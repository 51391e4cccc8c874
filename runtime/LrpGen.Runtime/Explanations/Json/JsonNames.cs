namespace LrpGen.Runtime;

/// <summary>Names of enumeration values in the JSON form. They are part of the schema and do not follow renamed members.</summary>
internal static class JsonNames
{
    public const string Schema = "lrpgen.explanation";

    public const string ArraySchema = "lrpgen.array-explanation";

    private static readonly (SinkKind Kind, string Name)[] SinkKinds =
    [
        (SinkKind.Bias, "bias"),
        (SinkKind.NormBias, "normBias"),
        (SinkKind.PositionEmbedding, "positionEmbedding"),
        (SinkKind.TypeEmbedding, "typeEmbedding"),
        (SinkKind.Epsilon, "epsilon"),
        (SinkKind.Softmax, "softmax"),
        (SinkKind.Norm, "norm"),
        (SinkKind.Activation, "activation"),
        (SinkKind.Dropped, "dropped"),
    ];

    private static readonly (UnseenReason Reason, string Name)[] UnseenReasons =
    [
        (UnseenReason.Unknown, "unknown"),
        (UnseenReason.Deleted, "deleted"),
        (UnseenReason.Truncated, "truncated"),
    ];

    public static string Of(SinkKind kind) => SinkKinds.First(pair => pair.Kind == kind).Name;

    public static string Of(UnseenReason reason) => UnseenReasons.First(pair => pair.Reason == reason).Name;

    public static SinkKind? ReadSinkKind(string name)
    {
        foreach ((SinkKind kind, string known) in SinkKinds)
        {
            if (known == name) return kind;
        }

        return null;
    }

    public static UnseenReason? ReadUnseenReason(string name)
    {
        foreach ((UnseenReason reason, string known) in UnseenReasons)
        {
            if (known == name) return reason;
        }

        return null;
    }
}
