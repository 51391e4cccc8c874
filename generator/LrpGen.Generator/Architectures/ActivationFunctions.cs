namespace LrpGen.Generator.Architectures;

/// <summary>Names of activation functions: those of Hugging Face (<c>ACT2FN</c>) and those of the runtime.</summary>
internal static class ActivationFunctions
{
    /// <summary>The member of the runtime's <c>Activation</c> for a name that the reader let through.</summary>
    public static string Named(string name) => name switch
    {
        "gelu" or "gelu_python" => "Gelu",
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" or "gelu_python_tanh" => "GeluTanh",
        "relu" => "Relu",
        "silu" or "swish" => "Silu",
        "tanh" => "Tanh",
        _ => throw new InvalidOperationException($"The activation '{name}' was not refused by the reader."),
    };
}
