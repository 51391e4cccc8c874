using System.Collections.Immutable;
using LrpGen.Runtime;

namespace HateSpeech;

/// <summary>A text's explanations: one, or one a label.</summary>
/// <param name="Number">The text's place in the input, from 1.</param>
/// <param name="Explanations">The explanations.</param>
internal sealed record ExplainedText(int Number, ImmutableArray<TextExplanation> Explanations)
{
    /// <summary>Numbers what comes, up to the end or until somebody stops it; being stopped is no error.</summary>
    public static IEnumerable<ExplainedText> UntilStopped(IAsyncEnumerable<ImmutableArray<TextExplanation>> explanations, CancellationToken stop)
    {
        using IEnumerator<ImmutableArray<TextExplanation>> texts = explanations.ToBlockingEnumerable(CancellationToken.None).GetEnumerator();
        for (int number = 1; Next(texts); number++)
        {
            yield return new ExplainedText(number, texts.Current);
        }

        bool Next(IEnumerator<ImmutableArray<TextExplanation>> texts)
        {
            try
            {
                return texts.MoveNext();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}
