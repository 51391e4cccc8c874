using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>
/// Whatever is disposed of under a call waits for the call: each race ends with the right numbers or with an exception that says
/// what happened, never with others. The weights are mapped, so that memory which was freed too early ends the process.
/// </summary>
public sealed class LifetimeTests : IDisposable
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("LRPGEN_EXHAUSTIVE") == "1" ? 2000 : 25;

    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-lifetime").FullName;
    private readonly TokenBatch batch = Sequences.Batch(Sequences.Of(33), Sequences.Of(9));
    private readonly float[] expected;

    public LifetimeTests()
    {
        ShippedModel.Pack(ShippedModel.Folder, Path.Combine(folder, "model.lrpw"));
        using Session session = ShippedModel.Shared.CreateSession();
        Explain(session);
        expected = Result(session);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_model_that_is_disposed_of_waits_for_its_sessions_calls()
        => Race(() =>
        {
            TextClassifier model = LoadMapped();
            Session[] sessions = [model.CreateSession(), new Session(model, threads: 2), model.CreateSession()];
            Action[] calls = [.. sessions.Select(session => (Action)(() => CallUntilRefused(session)))];
            return [.. calls, model.Dispose, model.Dispose];
        });

    [Fact]
    public void A_session_that_is_disposed_of_waits_for_its_call()
        => Race(() =>
        {
            Session session = new(ShippedModel.Shared, threads: 2);
            return [() => CallUntilRefused(session), session.Dispose, session.Dispose];
        });

    [Fact]
    public void Workers_that_are_disposed_of_wait_for_the_call()
        => Race(() =>
        {
            Workers workers = new(2);
            Session session = new(ShippedModel.Shared, workers);
            return [() => CallUntilRefused(session), workers.Dispose, workers.Dispose];
        });

    [Fact]
    public void Two_sessions_on_the_same_workers_take_turns_or_are_refused()
        => Race(() =>
        {
            Workers workers = new(2);
            Session[] sessions = [new(ShippedModel.Shared, workers), new(ShippedModel.Shared, workers)];
            return [.. sessions.Select(session => (Action)(() => Call(session, calls: 3)))];
        });

    [Fact]
    public void Two_threads_in_one_session_take_turns_or_are_refused()
        => Race(() =>
        {
            Session session = ShippedModel.Shared.CreateSession();
            return [Once, Once, Once];

            // Not compared: what another thread computes replaces it.
            void Once()
            {
                try
                {
                    Explain(session);
                }
                catch (InvalidOperationException refused)
                {
                    Assert.Contains("own session", refused.Message, StringComparison.Ordinal);
                }
            }
        });

    [Fact]
    public async Task A_stream_that_is_left_in_the_middle_leaves_nothing_behind_that_reads_weights()
    {
        for (int round = 0; round < Math.Min(Rounds, 200); round++)
        {
            using TextClassifier model = LoadMapped();
            int taken = 0;
            await foreach (TextExplanation explanation in model.ExplainMany(Endless()))
            {
                Assert.NotEmpty(explanation.Tokens);
                if (++taken == 3)
                {
                    break;
                }
            }
        }
    }

    [Fact]
    public async Task A_model_that_is_disposed_of_under_a_stream_ends_it()
    {
        using TextClassifier model = LoadMapped();
        int taken = 0;
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (TextExplanation explanation in model.ExplainMany(Endless()))
            {
                Assert.NotEmpty(explanation.Tokens);
                if (++taken == 3)
                {
                    model.Dispose();
                }
            }
        });
    }

    [Fact]
    public void Results_stay_when_the_model_is_gone()
    {
        TextClassifier model = LoadMapped();
        using Session session = model.CreateSession();
        Explain(session);
        model.Dispose();
        Reading.AssertSame(expected, Result(session));
        Assert.Throws<ObjectDisposedException>(() => Explain(session));
    }

    private static IEnumerable<string> Endless()
    {
        for (int i = 0; ; i++)
        {
            yield return $"text number {i} of many";
        }
    }

    private static void Race(Func<Action[]> contestants)
    {
        for (int round = 0; round < Rounds; round++)
        {
            Action[] actions = contestants();
            using Barrier start = new(actions.Length);
            List<Exception> failures = [];
            Thread[] threads = [.. actions.Select((action, i) => new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    // Each round a little later, so that what is disposed of is so at different times.
                    Thread.SpinWait(i * (round % 25) * 2000);
                    action();
                }
                catch (Exception failure)
                {
                    lock (failures)
                    {
                        failures.Add(failure);
                    }
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromMinutes(2)), "A thread waits for ever."));
            Assert.Empty(failures);
        }
    }

    private TextClassifier LoadMapped() => ShippedModel.Load(folder: folder, encoder: ShippedModel.Shared.Encoder);

    private void CallUntilRefused(Session session)
    {
        try
        {
            while (true)
            {
                Explain(session);
                Reading.AssertSame(expected, Result(session));
            }
        }
        catch (ObjectDisposedException)
        {
            // As it must end.
        }
    }

    private void Call(Session session, int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            try
            {
                Explain(session);
            }
            catch (InvalidOperationException refused)
            {
                Assert.Contains("own Workers", refused.Message, StringComparison.Ordinal);
                continue;
            }

            Reading.AssertSame(expected, Result(session));
        }
    }

    private void Explain(Session session)
        => session.Explain(batch, ShippedModel.Shared.Method("gamma(0.25)+attnlrp"), [Target.Label(0), Target.Label(1)]);

    private static float[] Result(Session session)
        => [.. session.Logits(0), .. session.Logits(1), .. session.TokenRelevance(0, 0), .. session.TokenRelevance(1, 1)];
}
