using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <content>Predictions and explanations of one input or of a batch.</content>
public abstract partial class ArrayClassifier
{
    /// <summary>Computes the labels' logits and probabilities.</summary>
    /// <param name="input">Values, channels first.</param>
    public ArrayPrediction Predict(ReadOnlySpan<float> input) => PredictBatch(input, 1)[0];

    /// <summary>Predicts several inputs at once. Each result is bit for bit what the input gets alone.</summary>
    /// <param name="inputs">Samples × values, channels first.</param>
    /// <param name="samples">Number of samples.</param>
    public ImmutableArray<ArrayPrediction> PredictBatch(ReadOnlySpan<float> inputs, int samples)
    {
        using SessionPool<ArraySession>.Lease lease = sessions.Borrow();
        ImmutableArray<ArrayPrediction>.Builder predictions = ImmutableArray.CreateBuilder<ArrayPrediction>(Math.Max(0, samples));
        foreach (Range batch in Batches(inputs.Length, samples, targets: 0))
        {
            int count = batch.End.Value - batch.Start.Value;
            lease.Session.Predict(Of(inputs, samples, batch), count);
            for (int sample = 0; sample < count; sample++)
            {
                predictions.Add(ArrayExplanationBuilder.Prediction(Description, lease.Session.Logits(sample)));
            }
        }

        return predictions.MoveToImmutable();
    }

    /// <summary>Explains one input.</summary>
    /// <param name="input">Values, channels first.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <exception cref="ArgumentException">The input has another size, or the model or the method has not what the options ask for.</exception>
    public ArrayExplanation Explain(ReadOnlySpan<float> input, Target target = default, ArrayMethodDescription? method = null, ArrayExplainOptions? options = null)
        => Explain(input, 1, [target], method, options)[0];

    /// <summary>Explains one input several times over; all targets share one backward pass.</summary>
    /// <param name="input">Values, channels first.</param>
    /// <param name="targets">What is explained.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <returns>One explanation a target, in their order.</returns>
    /// <exception cref="ArgumentException">As for a single target; or there is none.</exception>
    public ImmutableArray<ArrayExplanation> Explain(
        ReadOnlySpan<float> input, ReadOnlySpan<Target> targets, ArrayMethodDescription? method = null, ArrayExplainOptions? options = null)
        => Explain(input, 1, targets, method, options);

    /// <summary>Explains the logit of every label, in one backward pass.</summary>
    /// <param name="input">Values, channels first.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <returns>One explanation a label, in the order of the labels.</returns>
    /// <exception cref="ArgumentException">As for a single target.</exception>
    public ImmutableArray<ArrayExplanation> ExplainAllLabels(ReadOnlySpan<float> input, ArrayMethodDescription? method = null, ArrayExplainOptions? options = null)
        => Explain(input, 1, [.. Enumerable.Range(0, Labels.Length).Select(Target.Label)], method, options);

    /// <summary>Explains several inputs in one batch. Each result is bit for bit what the input gets alone.</summary>
    /// <param name="inputs">Samples × values, channels first.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="target">What is explained of each of them.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    /// <returns>One explanation a sample, in their order.</returns>
    /// <remarks>SmoothGrad alone draws its noise for the whole batch, so that a sample's noise depends on its place.</remarks>
    /// <exception cref="ArgumentException">As for a single input.</exception>
    public ImmutableArray<ArrayExplanation> ExplainBatch(
        ReadOnlySpan<float> inputs, int samples, Target target = default, ArrayMethodDescription? method = null, ArrayExplainOptions? options = null)
        => Explain(inputs, samples, [target], method, options);

    private ImmutableArray<ArrayExplanation> Explain(
        ReadOnlySpan<float> inputs, int samples, ReadOnlySpan<Target> targets, ArrayMethodDescription? method, ArrayExplainOptions? options)
    {
        using SessionPool<ArraySession>.Lease lease = sessions.Borrow();
        return Explain(lease.Session, inputs, samples, targets, method ?? Description.Methods[0], options ?? ArrayExplainOptions.Default);
    }

    // Targets of the first sample first, then those of the second.
    private ImmutableArray<ArrayExplanation> Explain(
        ArraySession session, ReadOnlySpan<float> inputs, int samples, ReadOnlySpan<Target> targets, ArrayMethodDescription method, ArrayExplainOptions options)
    {
        ImmutableArray<ArrayExplanation>.Builder explanations = ImmutableArray.CreateBuilder<ArrayExplanation>(checked(Math.Max(0, samples) * targets.Length));
        int size = Description.InputSize;

        // What is given for all samples, or drawn for all of them, is for one call.
        bool isWhole = method.Reading == ArrayReading.SmoothGrad || !options.OutputRelevance.IsEmpty;
        foreach (Range batch in isWhole ? [0..Math.Max(0, samples)] : Batches(inputs.Length, samples, method.Reading == ArrayReading.Occlusion ? 0 : targets.Length))
        {
            int count = batch.End.Value - batch.Start.Value;
            ReadOnlySpan<float> values = Of(inputs, samples, batch);
            session.Explain(values, count, method, targets, options);
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

    // What many samples take at once has an end; a sample's result does not depend on the others of its batch. Values that are not
    // those of the samples go as they are, to the session, which refuses them.
    private IEnumerable<Range> Batches(int values, int samples, int targets)
        => samples <= 0 || values != (long)samples * Description.InputSize
            ? [0..Math.Max(0, samples)]
            : CallMemory.Batches(samples, _ => CallMemory.OfSample(Description, targets));

    private ReadOnlySpan<float> Of(ReadOnlySpan<float> inputs, int samples, Range batch)
        => batch.Start.Value == 0 && batch.End.Value == samples ? inputs : inputs[(batch.Start.Value * Description.InputSize)..(batch.End.Value * Description.InputSize)];
}
