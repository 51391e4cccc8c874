using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <content>The same calls for callers who must not block: queued without a thread, computed on one of the pool's.</content>
public abstract partial class ArrayClassifier
{
    /// <summary>Computes the labels' logits and probabilities.</summary>
    /// <param name="input">Values, channels first; not to be changed before the task ends.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public async Task<ArrayPrediction> PredictAsync(ReadOnlyMemory<float> input, CancellationToken cancellationToken = default)
        => (await PredictBatchAsync(input, 1, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Predicts several inputs at once. Each result is bit for bit what the input gets alone.</summary>
    /// <param name="inputs">Samples × values, channels first; not to be changed before the task ends.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than the samples have.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public Task<ImmutableArray<ArrayPrediction>> PredictBatchAsync(ReadOnlyMemory<float> inputs, int samples, CancellationToken cancellationToken = default)
        => RunAsync(BytesOf(samples, 0, false), session => Predict(session, inputs.Span, samples, cancellationToken), cancellationToken);

    /// <summary>Explains one input.</summary>
    /// <param name="input">Values, channels first; not to be changed before the task ends.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="ArgumentException">The input has another size, or the model or the method has not what the options ask for.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public async Task<ArrayExplanation> ExplainAsync(
        ReadOnlyMemory<float> input, Target target = default, MethodDescription? method = null, ArrayExplainOptions? options = null,
        CancellationToken cancellationToken = default)
        => (await ExplainAsync(input, 1, [target], method, options, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Explains the logit of every label; as many labels share a backward pass as memory allows.</summary>
    /// <param name="input">Values, channels first; not to be changed before the task ends.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <returns>One explanation a label, in the order of the labels.</returns>
    /// <exception cref="ArgumentException">As for a single target.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public Task<ImmutableArray<ArrayExplanation>> ExplainAllLabelsAsync(
        ReadOnlyMemory<float> input, MethodDescription? method = null, ArrayExplainOptions? options = null, CancellationToken cancellationToken = default)
        => ExplainAsync(input, 1, AllLabels(), method, options, cancellationToken);

    /// <summary>Explains several inputs in one batch. Each result is bit for bit what the input gets alone.</summary>
    /// <param name="inputs">Samples × values, channels first; not to be changed before the task ends.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="target">What is explained of each of them.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <returns>One explanation a sample, in their order.</returns>
    /// <exception cref="ArgumentException">As for a single input.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public Task<ImmutableArray<ArrayExplanation>> ExplainBatchAsync(
        ReadOnlyMemory<float> inputs, int samples, Target target = default, MethodDescription? method = null, ArrayExplainOptions? options = null,
        CancellationToken cancellationToken = default)
        => ExplainAsync(inputs, samples, [target], method, options, cancellationToken);

    private Task<ImmutableArray<ArrayExplanation>> ExplainAsync(
        ReadOnlyMemory<float> inputs, int samples, Target[] targets, MethodDescription? method, ArrayExplainOptions? options, CancellationToken cancellation)
    {
        method ??= Description.Methods[0];
        options ??= ArrayExplainOptions.Default;
        return RunAsync(
            BytesOf(samples, TargetsOf(method, targets.Length), options.ReadsLayers),
            session => Explain(session, inputs.Span, samples, targets, method, options, cancellation),
            cancellation);
    }

    private async Task<TResult> RunAsync<TResult>(long bytes, Func<Session, TResult> compute, CancellationToken cancellation)
    {
        using SessionPool<Session>.Lease lease = await sessions.BorrowAsync(bytes, cancellation).ConfigureAwait(false);
        return await Task.Run(() => compute(lease.Session), cancellation).ConfigureAwait(false);
    }
}
