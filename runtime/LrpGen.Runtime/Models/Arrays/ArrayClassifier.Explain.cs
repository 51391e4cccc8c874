using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <content>Predictions and explanations of one input or of a batch.</content>
public abstract partial class ArrayClassifier
{
    /// <summary>Computes the labels' logits and probabilities.</summary>
    /// <param name="input">Values, channels first.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public ArrayPrediction Predict(ReadOnlySpan<float> input, CancellationToken cancellationToken = default) => PredictBatch(input, 1, cancellationToken)[0];

    /// <summary>Predicts several inputs at once. Each result is bit for bit what the input gets alone.</summary>
    /// <param name="inputs">Samples × values, channels first.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than the samples have.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public ImmutableArray<ArrayPrediction> PredictBatch(ReadOnlySpan<float> inputs, int samples, CancellationToken cancellationToken = default)
    {
        using SessionPool<Session>.Lease lease = sessions.Borrow(BytesOf(samples, 0, false), cancellationToken);
        return Predict(lease.Session, inputs, samples, cancellationToken);
    }

    /// <summary>Explains one input.</summary>
    /// <param name="input">Values, channels first.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="ArgumentException">The input has another size, or the model or the method has not what the options ask for.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public ArrayExplanation Explain(ReadOnlySpan<float> input, Target target = default, MethodDescription? method = null, ArrayExplainOptions? options = null,
        CancellationToken cancellationToken = default)
        => ExplainBatch(input, 1, target, method, options, cancellationToken)[0];

    /// <summary>Explains one input several times over; all targets share one backward pass.</summary>
    /// <param name="input">Values, channels first.</param>
    /// <param name="targets">What is explained.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <returns>One explanation a target, in their order.</returns>
    /// <exception cref="ArgumentException">As for a single target; or there is none.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public ImmutableArray<ArrayExplanation> Explain(
        ReadOnlySpan<float> input, ReadOnlySpan<Target> targets, MethodDescription? method = null, ArrayExplainOptions? options = null,
        CancellationToken cancellationToken = default)
        => Explain(input, 1, targets, method, options, cancellationToken);

    /// <summary>Explains the logit of every label; as many labels share a backward pass as memory allows.</summary>
    /// <param name="input">Values, channels first.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <returns>One explanation a label, in the order of the labels.</returns>
    /// <exception cref="ArgumentException">As for a single target.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public ImmutableArray<ArrayExplanation> ExplainAllLabels(ReadOnlySpan<float> input, MethodDescription? method = null, ArrayExplainOptions? options = null,
        CancellationToken cancellationToken = default)
        => Explain(input, 1, AllLabels(), method, options, cancellationToken);

    /// <summary>Explains several inputs in one batch. Each result is bit for bit what the input gets alone.</summary>
    /// <param name="inputs">Samples × values, channels first.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="target">What is explained of each of them.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <returns>One explanation a sample, in their order.</returns>
    /// <exception cref="ArgumentException">As for a single input.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public ImmutableArray<ArrayExplanation> ExplainBatch(
        ReadOnlySpan<float> inputs, int samples, Target target = default, MethodDescription? method = null, ArrayExplainOptions? options = null,
        CancellationToken cancellationToken = default)
        => Explain(inputs, samples, [target], method, options, cancellationToken);

    private ImmutableArray<ArrayExplanation> Explain(
        ReadOnlySpan<float> inputs, int samples, ReadOnlySpan<Target> targets, MethodDescription? method, ArrayExplainOptions? options,
        CancellationToken cancellation)
    {
        method ??= Description.Methods[0];
        options ??= ArrayExplainOptions.Default;
        using SessionPool<Session>.Lease lease = sessions.Borrow(BytesOf(samples, TargetsOf(method, targets.Length), options.ReadsLayers), cancellation);
        return Explain(lease.Session, inputs, samples, targets, method, options, cancellation);
    }

    private ImmutableArray<ArrayPrediction> Predict(Session session, ReadOnlySpan<float> inputs, int samples, CancellationToken cancellation)
    {
        Session.CheckValues(Description, inputs.Length, samples);
        ImmutableArray<ArrayPrediction>.Builder predictions = ImmutableArray.CreateBuilder<ArrayPrediction>(samples);
        foreach (Range batch in Batches(samples, 0, false))
        {
            int count = batch.End.Value - batch.Start.Value;
            session.Predict(Of(inputs, samples, batch), count, cancellation);
            for (int sample = 0; sample < count; sample++)
            {
                predictions.Add(ArrayExplanationBuilder.Prediction(Description, session.Logits(sample)));
            }
        }

        return predictions.MoveToImmutable();
    }

    // Targets of the first sample first, then those of the second.
    private ImmutableArray<ArrayExplanation> Explain(
        Session session, ReadOnlySpan<float> inputs, int samples, ReadOnlySpan<Target> targets, MethodDescription method, ArrayExplainOptions options,
        CancellationToken cancellation)
    {
        int size = Description.InputSize;
        Session.CheckValues(Description, inputs.Length, samples);
        options.Check(Description, method, samples, targets.Length);
        ImmutableArray<ArrayExplanation>.Builder explanations = ImmutableArray.CreateBuilder<ArrayExplanation>(CallSize.Rows(samples, targets.Length));

        foreach (Range batch in Batches(samples, TargetsOf(method, targets.Length), options.ReadsLayers))
        {
            int count = batch.End.Value - batch.Start.Value;
            ReadOnlySpan<float> values = Of(inputs, samples, batch);
            session.Explain(values, count, method, targets, options.Of(method, targets.Length, batch, samples), cancellation);
            ArrayExplanationBuilder builder = new(Description, files.Weights.Remembered(Description.Name), session, method, options);
            for (int sample = 0; sample < count; sample++)
            {
                for (int target = 0; target < targets.Length; target++)
                {
                    explanations.Add(builder.Build(values.Slice(sample * size, size), targets[target], target, sample));
                }
            }
        }

        return explanations.MoveToImmutable();
    }

    private Target[] AllLabels() => [.. Enumerable.Range(0, Labels.Length).Select(Target.Label)];

    // Those whose relevance passes back: occlusion only predicts.
    private static int TargetsOf(MethodDescription method, int targets) => method.Reading == MethodReading.Occlusion ? 0 : targets;

    // What the largest of its batches takes. A number of samples that makes no sense is refused by the session.
    private long BytesOf(int samples, int targets, bool layers)
    {
        long one = CallMemory.OfSample(Description, tokens: 0, targets, layers), all = one * Math.Max(0, samples);
        return Math.Max(one, Math.Min(all, CallMemory.MostBytes));
    }

    // What many samples take at once has an end; a sample's result does not depend on the others of its batch.
    private IEnumerable<Range> Batches(int samples, int targets, bool layers)
    {
        long bytes = CallMemory.OfSample(Description, tokens: 0, targets, layers);
        return CallMemory.Batches(samples, _ => bytes);
    }

    private ReadOnlySpan<float> Of(ReadOnlySpan<float> inputs, int samples, Range batch)
        => batch.Start.Value == 0 && batch.End.Value == samples ? inputs : inputs[(batch.Start.Value * Description.InputSize)..(batch.End.Value * Description.InputSize)];
}
