using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>
/// What every generated model over numeric input can do: predict, and explain why. The generated class adds the two
/// passes, the weights and typed labels.
/// </summary>
/// <remarks>Immutable and safe to use from many threads; each call borrows a session from a pool.</remarks>
public abstract partial class ArrayClassifier : ICompiledModel, ILeased, IDisposable
{
    private readonly ArrayModelFiles files;
    private readonly SessionPool<Session> sessions;
    private readonly SessionPool<Session> singleThreaded;
    private readonly CallQueue queue;
    private readonly Lifetime lifetime;

    /// <summary>Takes over an opened model folder.</summary>
    protected ArrayClassifier(ArrayModelFiles files)
    {
        this.files = files;
        lifetime = new Lifetime(GetType().FullName ?? GetType().Name);
        queue = new CallQueue(files.Options.Limits, files.Options.Threads);
        sessions = PoolOf(files.Options.Threads);
        singleThreaded = files.Options.Threads == 1 ? sessions : PoolOf(1);
    }

    /// <summary>What is known of the model, as data.</summary>
    public abstract ModelDescription Description { get; }

    /// <summary>Name, and hash of the weights: what an explanation remembers of the model.</summary>
    /// <remarks>The hash of a checkpoint is computed when it is first asked for, which reads all of it; packed weights hold theirs.</remarks>
    public string Identity => files.Weights.Identify(Description.Name);

    /// <summary>The tensors of the checkpoint that the model does not read: <see cref="ModelWeights.Unused"/>.</summary>
    public ImmutableArray<string> UnusedWeights => files.Weights.Unused;

    /// <summary>What was taken off every name of the checkpoint: <see cref="ModelWeights.NamePrefix"/>.</summary>
    public string WeightNamePrefix => files.Weights.NamePrefix;

    /// <summary>Label names in the order of the logits.</summary>
    public ImmutableArray<string> Labels => Description.Labels;

    /// <summary>Index of a label.</summary>
    /// <exception cref="ArgumentException">The model has no such label; the message names those it has.</exception>
    public int LabelIndex(string label)
    {
        int index = Labels.IndexOf(label);
        return index >= 0
            ? index
            : throw new ArgumentException($"{Description.Name} has no label '{label}'; it has {string.Join(", ", Labels)}.", nameof(label));
    }

    /// <summary>A method by its name.</summary>
    /// <exception cref="ArgumentException">The method was not compiled in; the message names those that were.</exception>
    public MethodDescription Method(string name)
        => Description.Methods.FirstOrDefault(m => m.Name == name)
            ?? throw new ArgumentException(
                $"{Description.Name} was not compiled with the method '{name}'; it has {string.Join(", ", Description.Methods.Select(m => m.Name))}.", nameof(name));

    /// <summary>Own memory for a caller that wants no allocation, or works on batches.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public Session CreateSession()
    {
        ObjectDisposedException.ThrowIf(lifetime.IsClosed, this);
        return new(this, files.Options.Threads, files.Options.Width);
    }

    /// <inheritdoc/>
    Lifetime ILeased.Lifetime => lifetime;

    /// <inheritdoc/>
    void ICompiledModel.Forward(Workspace run)
    {
        lifetime.Join();
        try
        {
            Forward(run);
        }
        finally
        {
            lifetime.Exit();
        }
    }

    /// <inheritdoc/>
    void ICompiledModel.Relevance(Workspace run, int pass)
    {
        lifetime.Join();
        try
        {
            Relevance(run, pass);
        }
        finally
        {
            lifetime.Exit();
        }
    }

    /// <summary>Runs the forward pass and leaves the logits in the workspace.</summary>
    protected abstract void Forward(Workspace run);

    /// <summary>Runs a backward pass from the seeds in the workspace.</summary>
    protected abstract void Relevance(Workspace run, int pass);

    /// <summary>Gives the packed weights back.</summary>
    protected abstract void DisposeWeights();

    /// <summary>
    /// Lets no call begin any more, waits for those under way, those of sessions included, and frees the weights. Sessions of
    /// <see cref="CreateSession"/> throw from then on; the memory that they compute in is theirs, and freed with them.
    /// </summary>
    /// <remarks>May be called again, and from several threads: each returns when all is freed.</remarks>
    public void Dispose()
    {
        lifetime.End(() =>
        {
            sessions.Dispose();
            singleThreaded.Dispose();
            DisposeWeights();
            files.Weights.Dispose();
        });
        GC.SuppressFinalize(this);
    }

    private SessionPool<Session> PoolOf(int threads)
        => new(this, () => new Session(this, threads, files.Options.Width), session => session.WorkspaceBytes, files.Options.Limits, queue);
}
