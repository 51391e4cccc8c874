namespace LrpGen.Generator.Architectures;

/// <summary>Names of activation functions: those of Hugging Face (<c>ACT2FN</c>) and the operators of layer graphs.</summary>
internal static class ActivationFunctions
{
    /// <summary>The hyperbolic tangent.</summary>
    public static (string Op, string? Mode) Tanh { get; } = ("tanh", null);

    /// <summary>The operator of layer graphs, and its mode, for a name that the reader let through.</summary>
    public static (string Op, string? Mode) Named(string name) => name switch
    {
        "gelu" or "gelu_python" => ("gelu", "none"),
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" or "gelu_python_tanh" => ("gelu", "tanh"),
        "relu" => ("relu", null),
        "silu" or "swish" => ("silu", null),
        "tanh" => Tanh,
        _ => throw new InvalidOperationException($"The activation '{name}' was not refused by the reader."),
    };
}
