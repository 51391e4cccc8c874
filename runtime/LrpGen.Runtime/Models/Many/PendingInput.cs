namespace LrpGen.Runtime;

/// <summary>An input on its way from the source to whoever takes its result.</summary>
/// <param name="index">Its place in the source.</param>
internal sealed class PendingInput<TItem, TResult>(long index)
{
    private readonly TaskCompletionSource<TResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the model gets of it.</summary>
    public TItem Item { get; set; } = default!;

    /// <summary>How much work it is, in the units of a batch's size.</summary>
    public long Work { get; set; }

    /// <summary>What came of it.</summary>
    public Task<TResult> Result => result.Task;

    /// <summary>Hands the result over.</summary>
    public void Complete(TResult value) => result.SetResult(value);

    /// <summary>Hands over that there is none. What is not the input's fault is told as it is.</summary>
    public void Fail(Exception cause)
    {
        result.SetException(cause is OperationCanceledException or ObjectDisposedException ? cause : new ExplainManyException(index, cause));

        // Nobody may come for it, because an input before it failed as well: that is no unobserved exception.
        _ = result.Task.Exception;
    }
}
