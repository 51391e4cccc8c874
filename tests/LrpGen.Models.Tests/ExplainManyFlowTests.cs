using System.Threading.Channels;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>How many texts flow: what is read when, what goes wrong where, and that nothing is left behind.</summary>
public sealed class ExplainManyFlowTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1, 1), InlineData(2, 1), InlineData(2, 7)]
    public async Task An_endless_source_is_read_as_far_as_results_are_taken(int threads, int maxBuffered)
    {
        int read = 0;
        int taken = 0;
        await foreach (TextPrediction _ in ShippedModel.Shared.PredictMany(Endless(), many: new() { Threads = threads, MaxBuffered = maxBuffered }))
        {
            taken++;
            Assert.InRange(Volatile.Read(ref read), taken, taken + maxBuffered);
            if (taken == 100)
            {
                break;
            }
        }

        IEnumerable<string> Endless()
        {
            while (true)
            {
                Interlocked.Increment(ref read);
                yield return "one of very many texts";
            }
        }
    }

    [Fact]
    public async Task Whoever_gives_the_next_text_after_an_answer_gets_an_answer_a_text()
    {
        Channel<string> typed = Channel.CreateUnbounded<string>();
        typed.Writer.TryWrite("0");
        int answers = 0;
        await foreach (TextExplanation answer in ShippedModel.Shared.ExplainMany(typed.Reader.ReadAllAsync(), many: new() { Threads = 2 }))
        {
            Assert.Equal($"{answers++}", answer.Text);
            if (answers < 5)
            {
                typed.Writer.TryWrite($"{answers}");
            }
            else
            {
                typed.Writer.TryComplete();
            }
        }

        Assert.Equal(5, answers);
    }

    [Fact]
    public async Task What_the_source_throws_comes_once_after_the_results_before_it()
    {
        IOException failure = new("the disk is gone");
        (List<string> done, Exception? caught) = await Run(ShippedModel.Shared.ExplainMany(Source(), many: new() { Threads = 2, BatchSize = 10 }));
        Assert.Equal(["a", "b", "c"], done);
        Assert.Same(failure, caught);

        IEnumerable<string> Source()
        {
            yield return "a";
            yield return "b";
            yield return "c";
            throw failure;
        }
    }

    [Theory]
    [InlineData(1), InlineData(1000)]
    public async Task What_goes_wrong_with_one_text_comes_in_its_place_and_names_it(int batchSize)
    {
        ExplainManyOptions many = new() { Threads = 2, BatchSize = batchSize };
        string[] texts = ["a", "b", null!, "d"];
        (List<string> done, Exception? caught) = await Run(ShippedModel.Shared.ExplainMany(texts, many: many));
        Assert.Equal(["a", "b"], done);
        ExplainManyException failure = Assert.IsType<ExplainManyException>(caught);
        Assert.Equal(2, failure.Index);
        Assert.StartsWith("Input 2 ", failure.Message, StringComparison.Ordinal);
        Assert.IsType<ArgumentNullException>(failure.InnerException);

        // A token that the model does not have: it is found before the text joins a batch.
        using TextClassifier model = ShippedModel.Load(encoder: new OneWord());
        (done, caught) = await Run(model.ExplainMany(["a", "b", "c", "unknown", "e"], many: many));
        Assert.Equal(["a", "b", "c"], done);
        Assert.Equal(3, Assert.IsType<ExplainManyException>(caught).Index);
        Assert.Contains("word embedding", caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_an_endless_enumeration_and_the_model_is_free_at_once()
    {
        using TextClassifier model = ShippedModel.Load();
        using CancellationTokenSource stop = new();
        TaskCompletionSource left = new();
        int taken = 0;
        (_, Exception? caught) = await Run(model.ExplainMany(Endless(left), many: new() { Threads = 3 }, cancellationToken: stop.Token), () =>
        {
            if (++taken == 20)
            {
                stop.Cancel();
            }
        });
        Assert.IsAssignableFrom<OperationCanceledException>(caught);
        Assert.Equal(20, taken);
        model.Dispose();
        await left.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_token_of_the_enumeration_cancels_too()
    {
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        IAsyncEnumerable<TextPrediction> stream = ShippedModel.Shared.PredictMany(["a"]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.ToListAsync(stop.Token));
    }

    [Fact]
    public async Task Whoever_stops_early_ends_the_work()
    {
        using TextClassifier model = ShippedModel.Load();
        TaskCompletionSource left = new();
        await foreach (TextExplanation _ in model.ExplainMany(Endless(left), many: new() { Threads = 3 }))
        {
            break;
        }

        // Disposing waits for calls under way: there are none, and the source is let go.
        model.Dispose();
        await left.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_source_that_blocks_holds_nobody_up_who_stops()
    {
        using ManualResetEventSlim answer = new();
        Task enumeration = Task.Run(async () =>
        {
            await foreach (TextExplanation _ in ShippedModel.Shared.ExplainMany(Blocked()))
            {
                break;
            }
        });
        try
        {
            await enumeration.WaitAsync(Patience);
        }
        finally
        {
            answer.Set();
        }

        IEnumerable<string> Blocked()
        {
            yield return "before";
            answer.Wait();
        }
    }

    [Fact]
    public async Task A_model_that_is_disposed_of_meanwhile_says_so()
    {
        TextClassifier model = ShippedModel.Load();
        (_, Exception? caught) = await Run(model.ExplainMany(Endless(new TaskCompletionSource())), model.Dispose);
        Assert.Equal(model.GetType().FullName, Assert.IsType<ObjectDisposedException>(caught).ObjectName);
    }

    private static IEnumerable<string> Endless(TaskCompletionSource left)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                yield return $"text number {i}";
            }
        }
        finally
        {
            left.TrySetResult();
        }
    }

    private static async Task<(List<string> Done, Exception? Caught)> Run(IAsyncEnumerable<TextExplanation> stream, Action? each = null)
    {
        List<string> done = [];
        try
        {
            await foreach (TextExplanation explanation in stream)
            {
                done.Add(explanation.Text);
                each?.Invoke();
            }
        }
        catch (Exception exception)
        {
            return (done, exception);
        }

        return (done, null);
    }

    [Theory, InlineData(1), InlineData(1000)]
    public async Task Inputs_that_cannot_be_computed_do_not_lose_the_others(int batchSize)
    {
        List<long> failed = [];
        List<string> done = [];
        ExplainManyProgress last = default;
        ExplainManyOptions many = new() { BatchSize = batchSize, Failed = failure => failed.Add(failure.Index), Progress = new Progress(now => last = now) };
        await foreach (TextExplanation explanation in ShippedModel.Shared.ExplainMany((string[])["a", null!, "b", null!, null!, "c"], many: many))
        {
            done.Add(explanation.Text);
        }

        Assert.Equal(["a", "b", "c"], done);
        Assert.Equal([1, 3, 4], failed);
        Assert.Equal(new ExplainManyProgress(6, 6), last);
    }

    private sealed class Progress(Action<ExplainManyProgress> hear) : IProgress<ExplainManyProgress>
    {
        public void Report(ExplainManyProgress value) => hear(value);
    }

    /// <summary>Every text is one word that the model knows, but for <c>unknown</c>.</summary>
    private sealed class OneWord : ITextEncoder
    {
        public string Identity => nameof(OneWord);

        public TextEncoding Encode(string text, int maxTokens)
            => new(text, null, [Special(0), new(text == "unknown" ? 1_000_000 : 9, text, 0, text.Length, false, 0, 0), Special(2)], 3, default, default);

        public TextEncoding Encode(string text, string pair, int maxTokens) => throw new NotSupportedException();

        private static EncodedToken Special(int id) => new(id, "", 0, 0, true, -1, 0);
    }
}
