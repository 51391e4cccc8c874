using System.Numerics.Tensors;

namespace LrpGen.Runtime;

/// <summary>A model over numeric input that the generator compiled: two passes over a workspace.</summary>
public interface ICompiledArrayModel
{
    /// <summary>What the generator knows of the model.</summary>
    ArrayModelDescription Description { get; }

    /// <summary>Runs the forward pass and leaves the logits in the workspace.</summary>
    void Forward(ArrayWorkspace run);

    /// <summary>Runs a backward pass from the seeds in the workspace.</summary>
    void Relevance(ArrayWorkspace run, int pass);
}

/// <summary>One caller's memory for a model over numeric input.</summary>
/// <remarks>A session serves one call at a time; results stay valid until its next call.</remarks>
public sealed class ArraySession : IDisposable
{
    private readonly ICompiledArrayModel model;
    private readonly ArrayWorkspace run;
    private readonly bool ownsWorkers;
    private float[] result = [];
    private float[] logits = [];
    private float[] outputs = [];
    private float[] seedWeights = [];
    private float[] scores = [];
    private float[] baseline = [];
    private float[] difference = [];
    private float[] noise = [];
    private float[] baselineScores = [];
    private bool hasBaseline;
    private ReadOnlyMemory<float> given;
    private readonly Exclusive use = new(nameof(ArraySession), "The session is in the middle of another call. Give every thread its own session.");

    /// <summary>A session with its own threads.</summary>
    public ArraySession(ICompiledArrayModel model, int threads = 1, VectorWidth? width = null)
        : this(model, new Workers(threads, width), ownsWorkers: true)
    {
    }

    private ArraySession(ICompiledArrayModel model, Workers workers, bool ownsWorkers)
    {
        this.model = model;
        this.ownsWorkers = ownsWorkers;
        run = new ArrayWorkspace(model.Description, workers);
    }

    /// <summary>
    /// Memory, in bytes, for the relevance of targets in one pass. Where they need more they go in groups, of one target at least, with the
    /// same results.
    /// </summary>
    public long TargetMemory { get; set; } = TargetGroups.DefaultBytes;

    /// <summary>Number of samples of the last call.</summary>
    public int Count => run.Count;

    /// <summary>The ledger of the last explanation, if it was asked for.</summary>
    public LedgerAccumulator Ledger => run.Ledger;

    /// <summary>Bytes of the workspace.</summary>
    public long WorkspaceBytes => run.Bytes;

    private int Outputs => model.Description.OutputSize;

    private int InputSize => model.Description.InputSize;

    /// <summary>Logits of a sample, channels first.</summary>
    public ReadOnlySpan<float> Logits(int sample) => logits.AsSpan(sample * Outputs, Outputs);

    /// <summary>Weights over the logits (or probabilities) of a target and sample.</summary>
    public ReadOnlySpan<float> Seed(int target, int sample) => seedWeights.AsSpan(((target * Count) + sample) * Outputs, Outputs);

    /// <summary>The explained score: Σ seed · logit, or Σ seed · probability; of given relevance, its sum.</summary>
    public float Score(int target, int sample) => scores[(target * Count) + sample];

    /// <summary>
    /// The score at the baseline of integrated gradients, whose relevances share out what the score is more than that;
    /// <see langword="null"/> for other methods, and where a pass starts with the score or with given relevance.
    /// </summary>
    public float? BaselineScore(int target, int sample)
        => hasBaseline ? baselineScores[(target * Count) + sample] : null;

    /// <summary>What the method found at the input of a sample, channels first.</summary>
    public ReadOnlySpan<float> InputRelevance(int target, int sample) => result.AsSpan(((target * Count) + sample) * InputSize, InputSize);

    /// <summary>Relevance of a layer's output, channels first (<see cref="ArrayExplainOptions.Layers"/>).</summary>
    /// <param name="layer">Index in the description's outputs.</param>
    /// <param name="target">Target.</param>
    /// <param name="sample">Sample.</param>
    public ReadOnlySpan<float> LayerRelevance(int layer, int target, int sample)
    {
        int size = model.Description.Outputs[layer].Size;
        return run.LayerRelevance(layer).Slice(((target * Count) + sample) * size, size);
    }

    /// <summary>
    /// The gain of a layer: Σ|R| of what it reads over Σ|R| of its output; 0 where nothing arrived. What its input gets from
    /// other layers counts as well. Kept with a ledger, by methods that share out a score in one pass.
    /// </summary>
    /// <param name="layer">Index in the description's outputs.</param>
    /// <param name="target">Target.</param>
    /// <param name="sample">Sample.</param>
    public double Gain(int layer, int target, int sample)
    {
        double above = run.Magnitude(layer, target, sample), below = 0;
        foreach (int input in model.Description.Outputs[layer].Inputs)
        {
            below += input >= 0 ? run.Magnitude(input, target, sample) : Reductions.SumOfMagnitudes(InputRelevance(target, sample));
        }

        return above > 0 ? below / above : 0;
    }

    /// <summary>Computes the logits of some samples.</summary>
    /// <param name="inputs">Samples × values, channels first.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="cancellationToken">Ends the call between two steps of the network.</param>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted.</exception>
    /// <exception cref="InvalidOperationException">The session is in the middle of another call.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed of.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public void Predict(ReadOnlySpan<float> inputs, int samples, CancellationToken cancellationToken = default)
    {
        using SessionCall call = new(this, use, model, run.Workers, cancellationToken);
        Start(inputs, samples, keep: false, targets: 0, ArrayExplainOptions.Default);
        Forward();
    }

    /// <summary>Explains some samples; all targets share one backward pass.</summary>
    /// <param name="inputs">Samples × values, channels first.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="method">Which of the compiled methods.</param>
    /// <param name="targets">What is explained of every sample.</param>
    /// <param name="options">What is read out.</param>
    /// <param name="cancellationToken">Ends the call between two steps of the network.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than the samples have, no target, no such layer or channel, a target makes no sense for the model, or the method has no inner relevance to read or restrict.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted, and nothing can be explained.</exception>
    /// <exception cref="InvalidOperationException">The session is in the middle of another call.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed of.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public void Explain(
        ReadOnlySpan<float> inputs, int samples, ArrayMethodDescription method, ReadOnlySpan<Target> targets, ArrayExplainOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        using SessionCall call = new(this, use, model, run.Workers, cancellationToken);
        options ??= ArrayExplainOptions.Default;
        if (targets.IsEmpty)
        {
            throw new ArgumentException("There is nothing to explain: no target was given.", nameof(targets));
        }

        options.Check(model.Description, method, samples, targets.Length);
        if (!method.ExplainsAllLogits && options.OutputRelevance.IsEmpty)
        {
            foreach (Target target in targets)
            {
                target.Check(model.Description.ProblemType, model.Description.Labels.Length);
            }
        }

        Start(inputs, samples, keep: method.Reading != ArrayReading.Occlusion, targets.Length, options);
        Forward();
        WriteSeeds(method, targets, options);
        Size(ref result, CallSize.Floats(CallSize.Rows(samples, targets.Length), InputSize));
        hasBaseline = false;
        switch (method.Reading)
        {
            case ArrayReading.SmoothGrad:
                Smooth(inputs, method, options);
                break;
            case ArrayReading.IntegratedGradients:
                Integrate(inputs, method, options);
                break;
            case ArrayReading.Occlusion:
                Occlusion.Run(this, model, run, inputs, method, targets.Length, result);
                break;
            default:
                Pass(method, add: false);
                if (method.Reading == ArrayReading.GradientTimesInput)
                {
                    TimesInput(inputs);
                }

                break;
        }
    }

    /// <summary>Waits for the call under way, and frees the memory.</summary>
    public void Dispose() => use.End(() =>
    {
        run.Dispose();
        if (ownsWorkers)
        {
            run.Workers.Dispose();
        }
    });

    /// <summary>Refuses values that are not those of so many samples.</summary>
    internal static void CheckInputs(ArrayModelDescription model, int values, int samples)
    {
        if (samples <= 0 || values != (long)samples * model.InputSize)
        {
            throw new ArgumentException(
                $"{samples} inputs of shape [{string.Join(", ", model.InputShape)}] are {(long)samples * model.InputSize} values; found {values}.", nameof(samples));
        }
    }

    private void Start(ReadOnlySpan<float> inputs, int samples, bool keep, int targets, ArrayExplainOptions options)
    {
        CheckInputs(model.Description, inputs.Length, samples);
        run.Prepare(samples, keep, targets, options.ReadsLayers, TargetMemory);
        run.Restrict(options.Conditions);
        run.Ledger.Prepare(options.Ledger, model.Description.Sinks.Length, targets, samples);
        inputs.CopyTo(run.Input);
        Size(ref logits, samples * Outputs);
    }

    private void Forward()
    {
        model.Forward(run);
        run.Logits.CopyTo(logits);
        CheckLogits();
    }

    // Elsewhere than at the input: at one of its noisy forms, or on the path from a baseline.
    private void ForwardOnPath()
    {
        model.Forward(run);
        CheckLogits();
    }

    private void CheckLogits()
    {
        if (Probabilities.IndexOfNoNumber(run.Logits) is >= 0 and int at)
        {
            throw Probabilities.NoNumber(run.Logits, at, Outputs, model.Description.Labels, model.Description.Name, FaultOf(at / Outputs));
        }
    }

    private string? FaultOf(int sample)
    {
        ReadOnlySpan<float> input = run.Input.Slice(sample * InputSize, InputSize);
        for (int i = 0; i < input.Length; i++)
        {
            if (!float.IsFinite(input[i]))
            {
                return FormattableString.Invariant($"value {i} of the input is {input[i]}");
            }
        }

        return null;
    }

    private void WriteSeeds(ArrayMethodDescription method, ReadOnlySpan<Target> targets, ArrayExplainOptions options)
    {
        int seeds = CallSize.Floats(CallSize.Rows(Count, targets.Length), Outputs);
        given = options.OutputRelevance;
        Size(ref seedWeights, seeds);
        Size(ref scores, targets.Length * Count);
        ReadOutputs(method);
        for (int target = 0; target < targets.Length; target++)
        {
            for (int sample = 0; sample < Count; sample++)
            {
                int first = ((target * Count) + sample) * Outputs;
                Range place = first..(first + Outputs);
                Span<float> seed = seedWeights.AsSpan()[place];
                if (method.ExplainsAllLogits)
                {
                    seed.Fill(1);
                }
                else
                {
                    targets[target].WriteSeed(model.Description.ProblemType, Logits(sample), seed, Outputs / model.Description.Labels.Length);
                }

                scores[(target * Count) + sample] = given.IsEmpty
                    ? (float)Reductions.Dot(seed, Output(sample))
                    : (float)Reductions.Sum(given.Span[place]);
                if (!float.IsFinite(scores[(target * Count) + sample]))
                {
                    throw Probabilities.NoScore(scores[(target * Count) + sample]);
                }
            }
        }
    }

    /// <summary>What scores are made of in the last run of the network.</summary>
    internal ReadOnlySpan<float> Output(int sample) => outputs.AsSpan(sample * Outputs, Outputs);

    /// <summary>Takes what scores are made of from a run of the network: logits, or probabilities.</summary>
    internal void ReadOutputs(ArrayMethodDescription method)
    {
        if (outputs.Length != Count * Outputs)
        {
            outputs = new float[Count * Outputs];
        }

        run.Logits.CopyTo(outputs);
        for (int sample = 0; method.ExplainsProbability && sample < Count; sample++)
        {
            Target.SoftMax(run.Logits.Slice(sample * Outputs, Outputs), 1, outputs.AsSpan(sample * Outputs, Outputs));
        }
    }

    // Group by group of targets. A pass may have written where the forward pass kept what the next one reads.
    private void Pass(ArrayMethodDescription method, bool add)
    {
        for (int first = 0; first < run.AllTargets; first += run.Targets)
        {
            if (first > 0)
            {
                model.Forward(run);
            }

            run.BeginGroup(first);
            StartPass(method, first * Count * Outputs);
            model.Relevance(run, method.Pass);
            ReadOnlySpan<float> arrived = run.Relevance;
            Span<float> part = result.AsSpan(first * Count * InputSize, arrived.Length);
            if (add)
            {
                TensorPrimitives.Add(part, arrived, part);
            }
            else
            {
                arrived.CopyTo(part);
            }
        }
    }

    // Relevance starts with the score that is to be shared out, a gradient with 1.
    private void StartPass(ArrayMethodDescription method, int first)
    {
        Span<float> seeds = run.Seeds;
        if (!given.IsEmpty)
        {
            given.Span.Slice(first, seeds.Length).CopyTo(seeds);
        }
        else
        {
            seedWeights.AsSpan(first, seeds.Length).CopyTo(seeds);
            if (method.Reading == ArrayReading.Relevance || method.StartsWithScore)
            {
                ReadOutputs(method);
                for (int i = 0; i < seeds.Length; i++)
                {
                    seeds[i] *= outputs[i % outputs.Length];
                }
            }
        }
    }

    // The seed is the score of each noisy input, not of the clean one, where the pass shares out a score.
    private void Smooth(ReadOnlySpan<float> inputs, ArrayMethodDescription method, ArrayExplainOptions options)
    {
        Random? random = options.Noise.IsEmpty ? new(options.NoiseSeed) : null;
        for (int iteration = 0; iteration < method.Iterations; iteration++)
        {
            AddNoise(inputs, method, options, random, iteration);
            ForwardOnPath();
            Pass(method, add: true);
        }

        TensorPrimitives.Divide(result, method.Iterations, result);
    }

    private void AddNoise(ReadOnlySpan<float> inputs, ArrayMethodDescription method, ArrayExplainOptions options, Random? random, int iteration)
    {
        Span<float> noisy = run.Input;
        if (random is null)
        {
            TensorPrimitives.Add(inputs, options.Noise.Span.Slice(iteration * noisy.Length, noisy.Length), noisy);
            return;
        }

        // Drawn once for all samples: each gets the noise that it gets alone.
        Size(ref noise, InputSize);
        for (int i = 0; i < noise.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            noise[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        for (int start = 0; start < inputs.Length; start += InputSize)
        {
            ReadOnlySpan<float> clean = inputs.Slice(start, InputSize);
            float deviation = method.NoiseLevel * (TensorPrimitives.Max(clean) - TensorPrimitives.Min(clean));
            for (int i = 0; i < noise.Length; i++)
            {
                noisy[start + i] = clean[i] + (deviation * noise[i]);
            }
        }
    }

    // Right Riemann sum from the baseline b: at b + α(x − b), α = 1/n, 2/n, …, 1.
    private void Integrate(ReadOnlySpan<float> inputs, ArrayMethodDescription method, ArrayExplainOptions options)
    {
        Size(ref baseline, inputs.Length);
        ReadOnlySpan<int> shape = model.Description.InputShape.AsSpan();
        for (int start = 0; start < inputs.Length; start += InputSize)
        {
            (options.Baseline ?? ArrayBaseline.Zero).Write(inputs.Slice(start, InputSize), shape, baseline.AsSpan(start, InputSize));
        }

        if (!method.StartsWithScore && given.IsEmpty)
        {
            ScoreBaseline(method);
        }

        Size(ref difference, inputs.Length);
        TensorPrimitives.Subtract(inputs, baseline, difference);
        for (int step = 1; step <= method.Iterations; step++)
        {
            TensorPrimitives.MultiplyAdd(difference, (float)step / method.Iterations, baseline, run.Input);
            ForwardOnPath();
            Pass(method, add: true);
        }

        TensorPrimitives.Divide(result, method.Iterations, result);
        TimesInput(difference);
    }

    private void ScoreBaseline(ArrayMethodDescription method)
    {
        baseline.CopyTo(run.Input);
        ForwardOnPath();
        ReadOutputs(method);
        hasBaseline = true;
        Size(ref baselineScores, scores.Length);
        for (int i = 0; i < baselineScores.Length; i++)
        {
            baselineScores[i] = TensorPrimitives.Dot(seedWeights.AsSpan(i * Outputs, Outputs), Output(i % Count));
        }
    }

    private void TimesInput(ReadOnlySpan<float> inputs)
    {
        for (int start = 0; start < result.Length; start += inputs.Length)
        {
            Span<float> target = result.AsSpan(start, inputs.Length);
            TensorPrimitives.Multiply(target, inputs, target);
        }
    }

    private static void Size(ref float[] array, int length)
    {
        if (array.Length != length)
        {
            array = length == 0 ? [] : new float[length];
        }
        else
        {
            Array.Clear(array);
        }
    }
}
