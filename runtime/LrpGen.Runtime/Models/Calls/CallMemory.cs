namespace LrpGen.Runtime;

/// <summary>
/// What the workspace of a call takes, and how much of it a batch may take: what has more goes in several, with the same results.
/// </summary>
internal static class CallMemory
{
    /// <summary>Bytes of a batch. Larger batches are not faster: their weights are read for thousands of rows at a time anyway.</summary>
    public const long MostBytes = 512L << 20;

    /// <summary>Bytes for one sequence.</summary>
    /// <param name="plan">Sizes of the model.</param>
    /// <param name="tokens">Tokens of the sequence.</param>
    /// <param name="targets">Targets that are explained; 0 for a prediction.</param>
    public static long OfSequence(WorkspacePlan plan, int tokens, int targets)
    {
        long length = tokens;
        long kept = targets == 0
            ? (length * plan.PredictTokens) + plan.PredictSamples
            : (length * plan.ExplainTokens) + plan.ExplainSamples
                + (plan.Heads * (long)Matrix.Pad(tokens) * ((plan.ProbabilityLayers * length) + plan.FirstTokenProbabilityLayers));
        return sizeof(float) * (kept + OfTargets(targets, (length * plan.TargetTokens) + plan.TargetSamples));
    }

    /// <summary>Bytes of what is read out of one sequence.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">Tokens of the sequence.</param>
    /// <param name="targets">Targets that are explained.</param>
    /// <param name="detail">What is read out.</param>
    public static long OfDetail(ModelDescription model, int tokens, int targets, RelevanceDetail detail)
    {
        long Of(RelevanceDetail one, long floats) => (detail & one) != 0 ? floats : 0;
        long states = model.EncoderLayers + 1, all = (long)targets * tokens;
        return sizeof(float) * (Of(RelevanceDetail.EmbeddingDimensions, all * model.EmbeddingSize)
            + Of(RelevanceDetail.HiddenStates, all * states)
            + Of(RelevanceDetail.Heads, (long)targets * model.EncoderLayers * model.Heads)
            + Of(RelevanceDetail.HiddenValues, states * tokens * model.HiddenSize)
            + Of(RelevanceDetail.Attention, (long)model.EncoderLayers * model.Heads * tokens * Matrix.Pad(tokens)));
    }

    /// <summary>Bytes for one sample of an array model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="targets">Targets that are explained; 0 where no relevance pass follows.</param>
    /// <param name="layers">Whether the relevance of layers is read out.</param>
    public static long OfSample(ArrayModelDescription model, int targets, bool layers)
    {
        long values = (long)model.InputSize + model.OutputSize, read = model.InputSize;
        foreach (ArrayLayer output in layers ? model.Outputs : [])
        {
            read += output.Size;
        }

        return sizeof(float) * (values + (targets == 0 ? model.Plan.PredictSamples : model.Plan.ExplainSamples + (targets * read) + OfTargets(targets, values + model.Plan.TargetSamples)));
    }

    /// <summary>Cuts items into batches, in their order, of as many bytes as may be; a larger item goes alone.</summary>
    /// <param name="count">Number of items.</param>
    /// <param name="bytesOf">Bytes of an item.</param>
    public static IEnumerable<Range> Batches(int count, Func<int, long> bytesOf)
    {
        int first = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            long next = bytesOf(i);
            if (i > first && next > MostBytes - bytes)
            {
                yield return first..i;
                (first, bytes) = (i, 0);
            }

            bytes += next;
        }

        if (first < count)
        {
            yield return first..count;
        }
    }

    // Many targets go in groups.
    private static long OfTargets(int targets, long floats)
        => targets <= 1 ? targets * floats : Math.Max(floats, Math.Min(targets * floats, TargetGroups.DefaultBytes / sizeof(float)));
}
