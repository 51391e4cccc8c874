namespace LrpGen.Runtime;

/// <summary>What a session's call holds until it ends: the session, the weights of its model, and the workers.</summary>
internal readonly ref struct SessionCall : IDisposable
{
    private readonly object owner;
    private readonly Exclusive session;
    private readonly Lifetime? model;
    private readonly Workers workers;

    /// <summary>Begins a call.</summary>
    /// <exception cref="InvalidOperationException">The session or the workers are in the middle of another call.</exception>
    /// <exception cref="ObjectDisposedException">The session, its model or the workers were disposed of.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled already.</exception>
    public SessionCall(object owner, Exclusive session, object model, Workers workers, CancellationToken cancellation)
    {
        this.owner = owner;
        this.session = session;
        this.model = (model as ILeased)?.Lifetime;
        this.workers = workers;
        cancellation.ThrowIfCancellationRequested();
        session.Enter();
        try
        {
            this.model?.Enter();
            try
            {
                workers.Enter(cancellation);
            }
            catch
            {
                this.model?.Exit();
                throw;
            }
        }
        catch
        {
            session.Exit();
            throw;
        }
    }

    /// <summary>Ends the call.</summary>
    public void Dispose()
    {
        workers.Exit();
        model?.Exit();
        session.Exit();

        // Kernels see the memory of its workspace, and nothing else that would keep it.
        GC.KeepAlive(owner);
    }
}
