namespace LrpGen.Runtime;

/// <content>The two passes of a call, and what the second one starts with.</content>
public sealed partial class Session
{
    private void Start(TokenBatch? batch, int samples, bool keep, int targets, RelevanceDetail detail, SessionOptions options)
    {
        run.Path.Reset();
        run.Prepare(batch, samples, keep, targets, detail, options, TargetMemory);
        if (batch is not null)
        {
            run.Capture.Prepare(Description.Tokens!, batch, targets, detail);
        }

        Targets = targets;
        logits.Resize(CallSize.Floats(samples, Outputs));
        baselineScores.Resize(0);
    }

    private void Explain(MethodDescription method, ReadOnlySpan<Target> targets, SessionOptions options)
    {
        Forward();
        WriteSeeds(method, targets, options);
        run.Reading = method.Reading;
        Explained.Begin(method, targets.Length, options);
        switch (method.Reading)
        {
            case MethodReading.SmoothGrad:
                Smooth(method);
                break;
            case MethodReading.IntegratedGradients:
                Integrate(method);
                break;
            case MethodReading.Occlusion:
                Occlude(method);
                break;
            default:
                Pass(method, add: false);
                Explained.Finish(passes: 1);
                break;
        }
    }

    // The logits are copied out because some methods run the forward pass again, elsewhere.
    private void Forward()
    {
        model.Forward(run);
        run.Logits.CopyTo(logits.Span);
        CheckLogits();
    }

    private void CheckLogits()
    {
        if (Probabilities.IndexOfNoNumber(run.Logits) is >= 0 and int at)
        {
            throw Probabilities.NoNumber(run.Logits, at, Outputs, Description.Labels, Description.Name, Explained.FaultOf(at / Outputs));
        }
    }

    private void WriteSeeds(MethodDescription method, ReadOnlySpan<Target> targets, SessionOptions options)
    {
        given = options.OutputRelevance;
        int count = CallSize.Rows(Count, targets.Length);
        seeds.Clear(CallSize.Floats(count, Outputs));
        scores.Resize(count);
        ReadOutputs(method);
        for (int i = 0; i < count; i++)
        {
            (int target, int sample) = (i / Count, i % Count);
            Span<float> seed = seeds.Span.Slice(i * Outputs, Outputs);
            if (method.ExplainsAllLogits)
            {
                seed.Fill(1);
            }
            else
            {
                targets[target].WriteSeed(Description.ProblemType, Logits(sample), seed, Outputs / Description.Labels.Length);
            }

            scores[i] = given.IsEmpty ? ScoreOf(target, sample) : (float)Reductions.Sum(given.Span.Slice(i * Outputs, Outputs));
            if (!float.IsFinite(scores[i]))
            {
                throw Probabilities.NoScore(scores[i]);
            }
        }
    }

    // What scores are made of in the last run of the network: logits, or probabilities.
    private void ReadOutputs(MethodDescription method)
    {
        outputs.Resize(run.Logits.Length);
        run.Logits.CopyTo(outputs.Span);
        for (int sample = 0; method.ExplainsProbability && sample < Count; sample++)
        {
            Target.SoftMax(run.Logits.Slice(sample * Outputs, Outputs), 1, outputs.Span.Slice(sample * Outputs, Outputs));
        }
    }

    private float ScoreOf(int target, int sample) => (float)Reductions.Dot(Seed(target, sample), outputs.Span.Slice(sample * Outputs, Outputs));

    // Group by group of targets. A pass may have written where the forward pass kept what the next one reads.
    private void Pass(MethodDescription method, bool add)
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
            Explained.Collect(first, add);
        }
    }

    private void StartPass(MethodDescription method, int first)
    {
        Span<float> start = run.Seeds;
        if (!given.IsEmpty)
        {
            given.Span.Slice(first, start.Length).CopyTo(start);
            return;
        }

        seeds.Span.Slice(first, start.Length).CopyTo(start);
        if (method.StartsWithScore)
        {
            ReadOutputs(method);
            for (int i = 0; i < start.Length; i++)
            {
                start[i] *= outputs[i % outputs.Length];
            }
        }
    }
}
