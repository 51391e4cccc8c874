using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <content>Many texts: several batches at a time, results in the order of the texts.</content>
public abstract partial class TextClassifier
{
    // Tiles of the dense products are full, and activations still lie in the second-level cache (measured: 64 to 1024).
    private const int FastestBatch = 128;

    /// <summary>Explains texts as they come, on all processors, in batches of similar work.</summary>
    /// <param name="texts">The texts; read on another thread, never further ahead than <see cref="ExplainManyOptions.MaxBuffered"/>.</param>
    /// <param name="options">What is explained, as in <see cref="Explain(string, ExplainOptions?, CancellationToken)"/>.</param>
    /// <param name="many">Threads, batches and limits.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>
    /// One explanation a text, in the order of the texts, bit for bit what the text gets alone. Work begins with the
    /// enumeration; whoever ends it early ends the work. What the source throws comes after the results of the texts before,
    /// and what goes wrong with one text comes in its place as an <see cref="ExplainManyException"/>.
    /// </returns>
    /// <remarks>
    /// A source that is blocked when the enumeration ends is left alone, and its enumerator is disposed of once it returns.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number of <paramref name="many"/> is not positive.</exception>
    public IAsyncEnumerable<TextExplanation> ExplainMany(
        IEnumerable<string> texts, ExplainOptions? options = null, ExplainManyOptions? many = null, CancellationToken cancellationToken = default)
        => Many(1, (session, inputs, stop) => Explain(session, inputs, options, stop), options, many).Run(NotNull(texts), cancellationToken);

    /// <inheritdoc cref="ExplainMany(IEnumerable{string}, ExplainOptions?, ExplainManyOptions?, CancellationToken)"/>
    public IAsyncEnumerable<TextExplanation> ExplainMany(
        IAsyncEnumerable<string> texts, ExplainOptions? options = null, ExplainManyOptions? many = null, CancellationToken cancellationToken = default)
        => Many(1, (session, inputs, stop) => Explain(session, inputs, options, stop), options, many).Run(NotNull(texts), cancellationToken);

    /// <summary>Explains the logits of all labels of each text: <see cref="ExplainAllLabels(string, ExplainOptions?, CancellationToken)"/> for many texts.</summary>
    /// <returns>For each text, in the order of the texts, one explanation a label.</returns>
    /// <inheritdoc cref="ExplainMany(IEnumerable{string}, ExplainOptions?, ExplainManyOptions?, CancellationToken)"/>
    public IAsyncEnumerable<ImmutableArray<TextExplanation>> ExplainAllLabelsOfMany(
        IEnumerable<string> texts, ExplainOptions? options = null, ExplainManyOptions? many = null, CancellationToken cancellationToken = default)
        => Many(Labels.Length, (session, inputs, stop) => ExplainAllLabels(session, inputs, options, stop), options, many).Run(NotNull(texts), cancellationToken);

    /// <inheritdoc cref="ExplainAllLabelsOfMany(IEnumerable{string}, ExplainOptions?, ExplainManyOptions?, CancellationToken)"/>
    public IAsyncEnumerable<ImmutableArray<TextExplanation>> ExplainAllLabelsOfMany(
        IAsyncEnumerable<string> texts, ExplainOptions? options = null, ExplainManyOptions? many = null, CancellationToken cancellationToken = default)
        => Many(Labels.Length, (session, inputs, stop) => ExplainAllLabels(session, inputs, options, stop), options, many).Run(NotNull(texts), cancellationToken);

    /// <summary>Computes the probabilities of texts as they come, on all processors: those that <see cref="Explain(string, ExplainOptions?, CancellationToken)"/> with the same options explains.</summary>
    /// <param name="texts">The texts; read on another thread, never further ahead than <see cref="ExplainManyOptions.MaxBuffered"/>.</param>
    /// <param name="options">How texts are read: <see cref="ExplainOptions.MaxTokens"/> and <see cref="ExplainOptions.LongText"/>; the rest changes nothing.</param>
    /// <param name="many">Threads, batches and limits.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>One prediction a text, in the order of the texts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number of <paramref name="many"/> is not positive.</exception>
    public IAsyncEnumerable<TextPrediction> PredictMany(
        IEnumerable<string> texts, ExplainOptions? options = null, ExplainManyOptions? many = null, CancellationToken cancellationToken = default)
        => Many(0, Predict, options, many).Run(NotNull(texts), cancellationToken);

    /// <inheritdoc cref="PredictMany(IEnumerable{string}, ExplainOptions?, ExplainManyOptions?, CancellationToken)"/>
    public IAsyncEnumerable<TextPrediction> PredictMany(
        IAsyncEnumerable<string> texts, ExplainOptions? options = null, ExplainManyOptions? many = null, CancellationToken cancellationToken = default)
        => Many(0, Predict, options, many).Run(NotNull(texts), cancellationToken);

    private ManyInputs<string, TextInput, TResult> Many<TResult>(
        int targets, Func<Session, IReadOnlyList<TextInput>, CancellationToken, ImmutableArray<TResult>> compute, ExplainOptions? options,
        ExplainManyOptions? many)
    {
        // What is wrong with all texts is told at once, and not of the first one.
        ObjectDisposedException.ThrowIf(lifetime.IsClosed, this);
        RequireEncoder();
        many = (many ?? ExplainManyOptions.Default).Checked();
        return new()
        {
            Options = many,
            BatchWork = many.BatchSize ?? FastestBatch,
            Prepare = text => Encode(text, null, options),
            Work = input => input.Parts.Sum(part => Work(part.Tokens.Length)),
            Compute = (inputs, stop) => Run(singleThreaded, inputs, targets, options, (session, batch) => compute(session, batch, stop), stop),
        };
    }

    // In tokens: those of a layer's dense products take 12 · hidden² multiplications each, and attention takes
    // 2 · hidden for every pair of tokens.
    private long Work(int tokens) => tokens + ((long)tokens * tokens / (6L * Description.Tokens!.HiddenSize));

    private static T NotNull<T>(T texts, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(texts))] string? name = null)
        => texts is null ? throw new ArgumentNullException(name) : texts;
}
