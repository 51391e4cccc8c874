using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LrpGen.Runtime;

namespace HateSpeech;

/// <summary>A text's explanations: one, or one a label.</summary>
/// <param name="Number">The text's place in the input, from 1.</param>
/// <param name="Explanations">The explanations.</param>
internal sealed record ExplainedText(int Number, ImmutableArray<TextExplanation> Explanations);

/// <summary>Explains texts as they come, several batches at a time, and gives the results in the order of the texts.</summary>
/// <remarks>
/// A batch is what has arrived by the time it is begun: somebody who types gets an answer a line, a file fills the
/// batches. How texts fall into batches does not change a bit of the results.
/// </remarks>
internal sealed class Pipeline(Func<ImmutableArray<string>, ImmutableArray<ImmutableArray<TextExplanation>>> explain, int batch, int threads)
{
    private readonly Channel<string> waiting = Channel.CreateBounded<string>(batch * 2);

    // Longer than what is being explained, so that a slow batch does not keep the others from going on.
    private readonly Channel<Task<ImmutableArray<ImmutableArray<TextExplanation>>>> begun =
        Channel.CreateBounded<Task<ImmutableArray<ImmutableArray<TextExplanation>>>>(threads * 4);

    /// <summary>Explains the texts. Ends early, without an exception, when it is stopped.</summary>
    public IEnumerable<ExplainedText> Run(IEnumerable<string> texts, CancellationToken stop)
        => RunAsync(texts, stop).ToBlockingEnumerable(CancellationToken.None);

    private async IAsyncEnumerable<ExplainedText> RunAsync(IEnumerable<string> texts, [EnumeratorCancellation] CancellationToken stop)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        CancellationToken ended = end.Token;

        // What goes wrong while reading completes the channels, and is told after the results of what had been read.
        _ = Task.Run(() => Read(texts, ended), CancellationToken.None);
        Task work = Task.Run(() => Begin(ended), CancellationToken.None);
        try
        {
            int number = 0;
            while (await MoreToCome(ended))
            {
                while (!ended.IsCancellationRequested && begun.Reader.TryRead(out Task<ImmutableArray<ImmutableArray<TextExplanation>>>? results))
                {
                    foreach (ImmutableArray<TextExplanation> explanations in await results)
                    {
                        yield return new ExplainedText(++number, explanations);
                    }
                }
            }
        }
        finally
        {
            // Whoever stops early lets go of the model: nothing may be at work on it then.
            await end.CancelAsync();
            await work;
        }
    }

    private async Task Read(IEnumerable<string> texts, CancellationToken stop)
    {
        try
        {
            foreach (string text in texts)
            {
                await waiting.Writer.WriteAsync(text, stop);
            }

            waiting.Writer.Complete();
        }
        catch (Exception exception)
        {
            waiting.Writer.Complete(exception);
        }
    }

    private async Task Begin(CancellationToken stop)
    {
        List<Task> active = [];
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stop))
            {
                if (active.Count == threads) active.Remove(await Task.WhenAny(active));
                ImmutableArray<string>.Builder texts = ImmutableArray.CreateBuilder<string>();
                while (texts.Count < batch && waiting.Reader.TryRead(out string? text)) texts.Add(text);
                Task<ImmutableArray<ImmutableArray<TextExplanation>>> task = Task.Run(() => explain(texts.ToImmutable()), CancellationToken.None);
                active.Add(task);
                await begun.Writer.WriteAsync(task, stop);
            }

            begun.Writer.Complete();
        }
        catch (Exception exception)
        {
            begun.Writer.Complete(exception);
        }

        // Whoever waits for a batch hears what went wrong with it; here only its end counts.
        await Task.WhenAll(active).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async ValueTask<bool> MoreToCome(CancellationToken stop)
    {
        try
        {
            return await begun.Reader.WaitToReadAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
