using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>Joins what was said of the windows of a text.</summary>
/// <remarks>
/// Every window counts alike: logits, scores, and the relevance of whatever stands in all windows are means over them. A token of the
/// text takes its relevance from one window, unchanged.
/// </remarks>
internal static class WindowJoin
{
    /// <summary>The mean of the windows' logits: what the text as a whole is taken for.</summary>
    public static float[] Logits(IReadOnlyList<ImmutableArray<LabelScore>> windows)
        => [.. Enumerable.Range(0, windows[0].Length).Select(label => Mean(windows, scores => scores[label].Logit))];

    /// <summary>What is said of the text as a whole.</summary>
    public static TextPrediction Predictions(ModelDescription model, TextInput input, IReadOnlyList<TextPrediction> windows)
    {
        if (input.Layout is not { } layout) return windows[0];
        float[] logits = Logits([.. windows.Select(window => window.Labels)]);
        ImmutableArray<PredictedWindow>.Builder all = ImmutableArray.CreateBuilder<PredictedWindow>(windows.Count);
        for (int w = 0; w < windows.Count; w++)
        {
            TextSpan source = SourceOf(input.Whole, layout, w);
            all.Add(new PredictedWindow(source.Start, source.End, SequenceOf(input.Whole, layout), windows[w].Labels, windows[w].PredictedLabel));
        }

        return new TextPrediction(Probabilities.Scores(model.ProblemType, model.Labels, logits), Target.IndexOfLargest(logits), null) { Windows = all.MoveToImmutable() };
    }

    /// <summary>The explanation of the text, of those of its windows.</summary>
    public static TextExplanation Explanations(ModelDescription model, TextInput input, WindowLayout layout, IReadOnlyList<TextExplanation> windows)
    {
        TextExplanation first = windows[0];
        float[] logits = Logits([.. windows.Select(window => window.Labels)]);
        int[] owners = OwnersOf(input.Whole.Tokens.Length, layout);
        return first with
        {
            Labels = Probabilities.Scores(model.ProblemType, model.Labels, logits),
            PredictedLabel = Target.IndexOfLargest(logits),
            Target = first.Target with
            {
                Seed = [.. Enumerable.Range(0, first.Target.Seed.Length).Select(label => Mean(windows, window => window.Target.Seed[label]))],
                Score = Mean(windows, window => window.Target.Score),
                BaselineScore = first.Target.BaselineScore is null ? null : Mean(windows, window => window.Target.BaselineScore!.Value),
            },
            Tokens = [.. input.Whole.Tokens.Select((token, i) =>
                ExplanationBuilder.Token(token, Joined(owners[i], (window, w) => window.Tokens[layout.PlaceIn(w, i)].Relevance)))],
            Ledger = null,
            Windowing = new Windowing(layout.Tokens, layout.Stride, Windows(input.Whole, layout, windows)),
            LayerRelevance = [.. first.LayerRelevance.Select((_, state) => ImmutableArray.CreateRange(owners.Select((owner, i) =>
                Joined(owner, (window, w) => window.LayerRelevance[state][layout.PlaceIn(w, i)]))))],
            HeadRelevance = [.. first.HeadRelevance.Select((heads, layer) => ImmutableArray.CreateRange(heads.Select((_, head) =>
                Mean(windows, window => window.HeadRelevance[layer][head]))))],
            EmbeddingRelevance = first.EmbeddingRelevance.IsEmpty ? [] : [.. owners.Select((owner, i) =>
                Features(owner, (window, w) => window.EmbeddingRelevance[layout.PlaceIn(w, i)]))],
        };

        float Joined(int owner, Func<TextExplanation, int, float> of)
        {
            if (owner >= 0) return of(windows[owner], owner);
            double sum = 0;
            for (int w = 0; w < windows.Count; w++) sum += of(windows[w], w);
            return (float)(sum / windows.Count);
        }

        ImmutableArray<float> Features(int owner, Func<TextExplanation, int, ImmutableArray<float>> of) => owner >= 0
            ? of(windows[owner], owner)
            : [.. Enumerable.Range(0, of(first, 0).Length).Select(feature => Joined(owner, (window, w) => of(window, w)[feature]))];
    }

    private static ImmutableArray<TextWindow> Windows(TextEncoding whole, WindowLayout layout, IReadOnlyList<TextExplanation> windows)
    {
        ImmutableArray<TokenRun> owned = layout.Owned();
        return [.. windows.Select((window, w) => new TextWindow
        {
            TokenStart = layout.Read(w).First,
            TokenEnd = layout.Read(w).End,
            OwnStart = owned[w].First,
            OwnEnd = owned[w].End,
            Start = SourceOf(whole, layout, w).Start,
            End = SourceOf(whole, layout, w).End,
            Sequence = SequenceOf(whole, layout),
            Labels = window.Labels,
            PredictedLabel = window.PredictedLabel,
            Score = window.Target.Score,
            BaselineScore = window.Target.BaselineScore,
            TokenSum = window.TokenSum,
            Ledger = window.Ledger,
        })];
    }

    // The window of each token; -1 for those that stand in every one.
    private static int[] OwnersOf(int tokens, WindowLayout layout)
    {
        int[] owners = new int[tokens];
        Array.Fill(owners, -1);
        foreach ((int window, TokenRun owned) in layout.Owned().Index())
        {
            owners.AsSpan(owned.First, owned.Count).Fill(window);
        }

        return owners;
    }

    private static int SequenceOf(TextEncoding whole, WindowLayout layout) => whole.Tokens[layout.Run.First].Sequence;

    private static TextSpan SourceOf(TextEncoding whole, WindowLayout layout, int window)
    {
        TokenRun read = layout.Read(window);
        string source = SequenceOf(whole, layout) == 0 ? whole.Text : whole.Pair!;
        int start = window == 0 ? 0 : whole.Tokens[read.First].Start;
        int end = window == layout.Starts.Length - 1 ? source.Length : whole.Tokens[read.End - 1].End;
        return new TextSpan(start, Math.Max(start, end));
    }

    private static float Mean<T>(IReadOnlyList<T> windows, Func<T, float> of) => (float)(windows.Sum(window => (double)of(window)) / windows.Count);
}
