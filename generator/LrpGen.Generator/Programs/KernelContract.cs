namespace LrpGen.Generator.Programs;

/// <summary>
/// What a kernel allows the compiler to do with memory, as the remarks of the runtime's class promise it. A kernel that is not
/// named here writes only where it reads nothing, and writes all of its result or, with <c>accumulate: true</c>, adds to it.
/// </summary>
/// <param name="InPlaceOf">Indices of the arguments that the result may take the place of: the same columns of the same rows.</param>
/// <param name="ChangesPart">Whether it changes some of its result and leaves the rest as it is.</param>
internal sealed record KernelContract(int[] InPlaceOf, bool ChangesPart = false)
{
    private static readonly KernelContract Apart = new([]);

    /// <summary>The kernels that allow more than to write where nothing is read.</summary>
    public static IReadOnlyDictionary<string, KernelContract> All { get; } = new Dictionary<string, KernelContract>(StringComparer.Ordinal)
    {
        ["Residual.Add"] = new([0, 1]),
        ["Activations.Relevance"] = new([1]),
        ["Activations.Gradient"] = new([1]),
        ["LayerNorm.Relevance"] = new([0]),
        ["LayerNorm.Gradient"] = new([0]),
        ["RmsNorm.Relevance"] = new([0]),
        ["RmsNorm.Gradient"] = new([0]),
        ["Rotary.Forward"] = new([0]),
        ["Rotary.Adjoint"] = new([0]),
        ["GatedProduct.Relevance"] = new([0]),
        ["LearnedRows.AddPositions"] = new([0]),
        ["Products.Multiply"] = new([2]),
        ["Products.Sum"] = new([0]),
        ["Products.Add"] = new([0]),
        ["Layouts.Insert"] = new([], ChangesPart: true),
        ["Slices.InsertRows"] = new([], ChangesPart: true),

        // The state of a call: a copy is made only where the two are not the same; a condition changes some channels.
        ["run.Separate"] = new([0]),
        ["run.Layer"] = new([], ChangesPart: true),
    };

    /// <summary>The contract of a kernel.</summary>
    public static KernelContract Of(string call) => All.TryGetValue(call, out KernelContract? contract) ? contract : Apart;
}
