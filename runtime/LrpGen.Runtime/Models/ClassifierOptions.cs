namespace LrpGen.Runtime;

/// <summary>How a model is loaded, whatever it reads.</summary>
public abstract record ClassifierOptions
{
    /// <summary>Threads that work on one call. The default, one, is best for throughput over many inputs.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Vector width, or <see langword="null"/> for the widest that the machine has (or <c>LRPGEN_VECTOR_BITS</c>).</summary>
    public VectorWidth? Width { get; init; }

    /// <summary>
    /// How the weights of dense layers are stored: <see cref="WeightType.F32"/>, or rounded to half the memory as
    /// <see cref="WeightType.BF16"/> or <see cref="WeightType.F16"/>. <see langword="null"/> is F32, or what packed weights were packed as.
    /// </summary>
    public WeightType? WeightStorage { get; init; }

    /// <summary>What is checked of a checkpoint beside names and shapes. The default is all.</summary>
    public WeightChecks WeightChecks { get; init; } = WeightChecks.All;

    /// <summary>What calls may take at the same time, and how long memory is kept when there are none.</summary>
    public CallLimits Limits { get; init; } = CallLimits.Default;

    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(Threads));
        ArgumentNullException.ThrowIfNull(Limits, nameof(Limits));
        Limits.Check();
    }
}
