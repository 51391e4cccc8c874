namespace LrpGen.Generator.Reading.Specs;

/// <summary>The activations that the runtime has, under all names that transformers gives them.</summary>
internal static class Activations
{
    /// <summary>
    /// <c>gelu</c> and <c>gelu_python</c> are exact (erf); <c>gelu_new</c>, <c>gelu_pytorch_tanh</c>, <c>gelu_fast</c> and
    /// <c>gelu_python_tanh</c> are the tanh form; <c>silu</c> and <c>swish</c> are the same.
    /// </summary>
    public static readonly string[] Supported =
    [
        "gelu", "gelu_python", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu_python_tanh", "relu", "silu", "swish", "tanh",
    ];
}
