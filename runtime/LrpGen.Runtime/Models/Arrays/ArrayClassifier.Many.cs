using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <content>Many inputs: several batches at a time, results in the order of the inputs.</content>
public abstract partial class ArrayClassifier
{
    // Floats that a batch works on: what a second-level cache holds. Large inputs go alone.
    private const int FastestBatchFloats = 1 << 18;
    private const int MaxFastestBatch = 64;

    /// <summary>Explains inputs as they come, on all processors.</summary>
    /// <param name="inputs">
    /// The inputs, values channels first; read on another thread, never further ahead than
    /// <see cref="ExplainManyOptions.MaxBuffered"/>.
    /// </param>
    /// <param name="target">What is explained.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <param name="many">Threads, batches and limits.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>
    /// One explanation an input, in the order of the inputs, bit for bit what the input gets alone. Work begins with the
    /// enumeration; whoever ends it early ends the work. What the source throws comes after the results of the inputs before,
    /// and what goes wrong with one input comes in its place as an <see cref="ExplainManyException"/>.
    /// </returns>
    /// <remarks>
    /// A source that is blocked when the enumeration ends is left alone, and its enumerator is disposed of once it returns.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number of <paramref name="many"/> is not positive.</exception>
    public IAsyncEnumerable<ArrayExplanation> ExplainMany(
        IEnumerable<float[]> inputs, Target target = default, MethodDescription? method = null, ArrayExplainOptions? options = null,
        ExplainManyOptions? many = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Many(target, method, options, many).Run(inputs, cancellationToken);
    }

    /// <inheritdoc cref="ExplainMany(IEnumerable{float[]}, Target, MethodDescription?, ArrayExplainOptions?, ExplainManyOptions?, CancellationToken)"/>
    public IAsyncEnumerable<ArrayExplanation> ExplainMany(
        IAsyncEnumerable<float[]> inputs, Target target = default, MethodDescription? method = null, ArrayExplainOptions? options = null,
        ExplainManyOptions? many = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Many(target, method, options, many).Run(inputs, cancellationToken);
    }

    private ManyInputs<float[], float[], ArrayExplanation> Many(
        Target target, MethodDescription? method, ArrayExplainOptions? options, ExplainManyOptions? many)
    {
        ObjectDisposedException.ThrowIf(lifetime.IsClosed, this);
        method ??= Description.Methods[0];
        options ??= ArrayExplainOptions.Default;
        many = (many ?? ExplainManyOptions.Default).Checked();

        long floats = Math.Max(1, Description.Plan.ExplainSamples + Description.Plan.TargetSamples);
        return new()
        {
            Options = many,
            BatchWork = many.BatchSize ?? Math.Clamp(FastestBatchFloats / floats, 1, MaxFastestBatch),
            Prepare = Checked,
            Work = _ => 1,
            Compute = (inputs, stop) => Explain(inputs, target, method, options, stop),
        };
    }

    private float[] Checked(float[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Length == Description.InputSize
            ? [.. input] // The source may use its array again.
            : throw new ArgumentException(
                $"found {input.Length} values; an input of shape [{string.Join(", ", Description.Values!.Shape)}] has {Description.InputSize}.", nameof(input));
    }

    private ImmutableArray<ArrayExplanation> Explain(
        IReadOnlyList<float[]> inputs, Target target, MethodDescription method, ArrayExplainOptions options, CancellationToken cancellation)
    {
        float[] values = inputs.Count == 1 ? inputs[0] : [.. inputs.SelectMany(input => input)];
        using SessionPool<Session>.Lease lease = singleThreaded.Borrow(BytesOf(inputs.Count, TargetsOf(method, 1), options.ReadsLayers), cancellation);
        return Explain(lease.Session, values, inputs.Count, [target], method, options, cancellation);
    }
}
