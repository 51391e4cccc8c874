namespace LrpGen.Runtime;

/// <summary>
/// What the workspace of a call takes, and how much of it a batch may take: what has more goes in several, with the same results.
/// </summary>
internal static class CallMemory
{
    /// <summary>Bytes of a batch. Larger batches are not faster: their weights are read for thousands of rows at a time anyway.</summary>
    public const long MostBytes = 512L << 20;

    /// <summary>Bytes for one sample.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">Tokens of the sample; 0 where the model reads none.</param>
    /// <param name="targets">Targets that are explained; 0 where no relevance pass follows.</param>
    /// <param name="layers">Whether the relevance of layers is read out.</param>
    public static long OfSample(ModelDescription model, int tokens, int targets, bool layers)
    {
        WorkspacePlan plan = model.Plan;
        long length = tokens, values = (long)model.InputSize + model.OutputSize;
        if (targets == 0)
        {
            return sizeof(float) * (values + (length * plan.PredictTokens) + plan.PredictSamples);
        }

        long read = model.InputSize;
        foreach (NamedLayer output in layers ? model.Outputs : [])
        {
            read += output.Size * (output.IsOfTokens ? length : 1);
        }

        long rows = tokens > 0 ? tokens : plan.AttentionPositions;
        long probabilities = plan.Heads * (long)Matrix.Pad((int)rows) * ((plan.ProbabilityLayers * rows) + plan.FirstTokenProbabilityLayers);
        long kept = (length * plan.ExplainTokens) + plan.ExplainSamples + probabilities;
        return sizeof(float) * (values + kept + (targets * read) + OfTargets(targets, values + (length * plan.TargetTokens) + plan.TargetSamples));
    }

    /// <summary>Bytes of what is read out of one sequence.</summary>
    /// <param name="model">What the model reads.</param>
    /// <param name="tokens">Tokens of the sequence.</param>
    /// <param name="targets">Targets that are explained.</param>
    /// <param name="detail">What is read out.</param>
    public static long OfDetail(TokenInput model, int tokens, int targets, RelevanceDetail detail)
    {
        long Of(RelevanceDetail one, long floats) => (detail & one) != 0 ? floats : 0;
        long states = model.EncoderLayers + 1, all = (long)targets * tokens;
        return sizeof(float) * (Of(RelevanceDetail.EmbeddingDimensions, all * model.EmbeddingSize)
            + Of(RelevanceDetail.HiddenStates, all * states)
            + Of(RelevanceDetail.Heads, (long)targets * model.EncoderLayers * model.Heads)
            + Of(RelevanceDetail.HiddenValues, states * tokens * model.HiddenSize)
            + Of(RelevanceDetail.Attention, (long)model.EncoderLayers * model.Heads * tokens * Matrix.Pad(tokens)));
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
