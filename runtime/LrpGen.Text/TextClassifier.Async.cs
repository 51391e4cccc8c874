using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <content>The same calls for callers who must not block: queued without a thread, computed on one of the pool's.</content>
public abstract partial class TextClassifier
{
    /// <inheritdoc cref="Predict(string, ExplainOptions?, CancellationToken)"/>
    public Task<TextPrediction> PredictAsync(string text, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => PredictAsync(() => [Encode(text, null, options)], options, cancellationToken);

    /// <inheritdoc cref="PredictPair(string, string, ExplainOptions?, CancellationToken)"/>
    public Task<TextPrediction> PredictPairAsync(string text, string pair, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => PredictAsync(() => [Encode(text, NotNull(pair), options)], options, cancellationToken);

    /// <inheritdoc cref="Explain(string, ExplainOptions?, CancellationToken)"/>
    public async Task<TextExplanation> ExplainAsync(string text, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => (await ExplainAsync(() => [Encode(text, null, options)], options, cancellationToken).ConfigureAwait(false))[0];

    /// <inheritdoc cref="ExplainPair(string, string, ExplainOptions?, CancellationToken)"/>
    public async Task<TextExplanation> ExplainPairAsync(string text, string pair, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => (await ExplainAsync(() => [Encode(text, NotNull(pair), options)], options, cancellationToken).ConfigureAwait(false))[0];

    /// <inheritdoc cref="ExplainBatch(IEnumerable{string}, ExplainOptions?, CancellationToken)"/>
    public async Task<ImmutableArray<TextExplanation>> ExplainBatchAsync(
        IEnumerable<string> texts, ExplainOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] all = [.. NotNull(texts)];
        return all.Length == 0 ? [] : await ExplainAsync(() => EncodeAll(all, options), options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="ExplainAllLabels(string, ExplainOptions?, CancellationToken)"/>
    public async Task<ImmutableArray<TextExplanation>> ExplainAllLabelsAsync(
        string text, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => (await RunAsync(
            () => [Encode(text, null, options)], Labels.Length, options, (session, inputs) => ExplainAllLabels(session, inputs, options, cancellationToken), cancellationToken)
            .ConfigureAwait(false))[0];

    private async Task<TextPrediction> PredictAsync(Func<TextInput[]> encode, ExplainOptions? options, CancellationToken cancellation)
        => (await RunAsync(encode, 0, options, (session, inputs) => Predict(session, inputs, cancellation), cancellation).ConfigureAwait(false))[0];

    private Task<ImmutableArray<TextExplanation>> ExplainAsync(Func<TextInput[]> encode, ExplainOptions? options, CancellationToken cancellation)
        => RunAsync(encode, 1, options, (session, inputs) => Explain(session, inputs, options, cancellation), cancellation);

    private async Task<TResult> RunAsync<TResult>(
        Func<TextInput[]> encode, int targets, ExplainOptions? options, Func<Session, IReadOnlyList<TextInput>, TResult> compute, CancellationToken cancellation)
    {
        // Tokenizing a long text takes a while as well.
        TextInput[] inputs = await Task.Run(encode, cancellation).ConfigureAwait(false);
        using SessionPool<Session>.Lease lease = await sessions.BorrowAsync(BytesOf(inputs, targets, options), cancellation).ConfigureAwait(false);
        return await Task.Run(() => compute(lease.Session, inputs), cancellation).ConfigureAwait(false);
    }
}
