using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>
/// What every generated model over numeric input can do: predict, and explain why. The generated class adds the two
/// passes, the weights and typed labels.
/// </summary>
/// <remarks>Immutable and safe to use from many threads; each call borrows a session from a pool.</remarks>
public abstract partial class ArrayClassifier : ICompiledArrayModel, IDisposable
{
    private readonly ArrayModelFiles files;
    private readonly SessionPool<ArraySession> sessions;
    private readonly SessionPool<ArraySession> singleThreaded;

    /// <summary>Takes over an opened model folder.</summary>
    protected ArrayClassifier(ArrayModelFiles files)
    {
        this.files = files;
        sessions = PoolOf(files.Threads);
        singleThreaded = files.Threads == 1 ? sessions : PoolOf(1);
    }

    /// <summary>What is known of the model, as data.</summary>
    public abstract ArrayModelDescription Description { get; }

    /// <summary>Name, and hash of the weights: what an explanation remembers of the model.</summary>
    public string Identity => $"{Description.Name} sha256:{files.Checkpoint.Sha256()}";

    /// <summary>A method by its name.</summary>
    /// <exception cref="ArgumentException">The method was not compiled in; the message names those that were.</exception>
    public ArrayMethodDescription Method(string name)
        => Description.Methods.FirstOrDefault(m => m.Name == name)
            ?? throw new ArgumentException(
                $"{Description.Name} was not compiled with the method '{name}'; it has {string.Join(", ", Description.Methods.Select(m => m.Name))}.", nameof(name));

    /// <summary>Own memory for a caller that wants no allocation, or works on batches.</summary>
    public ArraySession CreateSession() => new(this, files.Threads, files.Width);

    /// <summary>Explains one input.</summary>
    /// <param name="input">Values, channels first.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="method">One of the model's methods, or <see langword="null"/> for the first one.</param>
    /// <param name="options">What is read out.</param>
    public ArrayExplanation Explain(ReadOnlySpan<float> input, Target target = default, ArrayMethodDescription? method = null, ArrayExplainOptions? options = null)
    {
        method ??= Description.Methods[0];
        options ??= ArrayExplainOptions.Default;
        using SessionPool<ArraySession>.Lease lease = sessions.Borrow();
        lease.Session.Explain(input, 1, method, [target], options);
        return Build(lease.Session, 0, input, target, method, options);
    }

    /// <inheritdoc/>
    void ICompiledArrayModel.Forward(ArrayWorkspace run) => Forward(run);

    /// <inheritdoc/>
    void ICompiledArrayModel.Relevance(ArrayWorkspace run, int pass) => Relevance(run, pass);

    /// <summary>Runs the forward pass and leaves the logits in the workspace.</summary>
    protected abstract void Forward(ArrayWorkspace run);

    /// <summary>Runs a backward pass from the seeds in the workspace.</summary>
    protected abstract void Relevance(ArrayWorkspace run, int pass);

    /// <summary>Gives the packed weights back.</summary>
    protected abstract void DisposeWeights();

    /// <summary>Waits for the calls under way and frees all memory; sessions of <see cref="CreateSession"/> end with the model.</summary>
    public void Dispose()
    {
        if (!sessions.IsDisposed)
        {
            sessions.Dispose();
            singleThreaded.Dispose();
            DisposeWeights();
            files.Checkpoint.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private SessionPool<ArraySession> PoolOf(int threads)
        => new(this, () => new ArraySession(this, threads, files.Width), session => session.WorkspaceBytes);

    private ArrayExplanation Build(
        ArraySession session, int sample, ReadOnlySpan<float> input, Target target, ArrayMethodDescription method, ArrayExplainOptions options)
    {
        ReadOnlySpan<float> logits = session.Logits(sample);
        float[] probabilities = new float[logits.Length];
        Target.SoftMax(logits, 1, probabilities);
        ImmutableArray<LabelScore>.Builder labels = ImmutableArray.CreateBuilder<LabelScore>(logits.Length);
        for (int i = 0; i < logits.Length; i++)
        {
            labels.Add(new LabelScore(Description.Labels[i], logits[i], probabilities[i]));
        }

        return new ArrayExplanation
        {
            Model = Identity,
            Labels = labels.MoveToImmutable(),
            PredictedLabel = Target.IndexOfLargest(logits),
            Target = new ExplainedTarget(target.Describe(Description.Labels, logits), [.. session.Seed(0, sample)], session.Score(0, sample), target.LabelFor(logits)),
            Method = method.Name,
            Shape = Description.InputShape,
            Input = [.. input],
            Relevance = [.. session.InputRelevance(0, sample)],
            Ledger = options.Ledger ? Ledger(session, sample, method) : null,
        };
    }

    private ConservationLedger Ledger(ArraySession session, int sample, ArrayMethodDescription method)
    {
        double arrived = 0;
        foreach (float value in session.InputRelevance(0, sample))
        {
            arrived += value;
        }

        ImmutableArray<LedgerSink>.Builder sinks = ImmutableArray.CreateBuilder<LedgerSink>();
        for (int i = 0; i < Description.Sinks.Length; i++)
        {
            SinkDescription sink = Description.Sinks[i];
            if (sink.Pass == method.Pass)
            {
                sinks.Add(new LedgerSink(sink.Kind, sink.Name, null, session.Ledger[i, 0, sample]));
            }
        }

        return new ConservationLedger(session.Score(0, sample), arrived, sinks.ToImmutable());
    }
}
