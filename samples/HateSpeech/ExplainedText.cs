using System.Collections.Immutable;
using LrpGen.Runtime;

namespace HateSpeech;

/// <summary>A text's explanations: one, or one a label.</summary>
/// <param name="Number">The text's place in the input, from 1.</param>
/// <param name="Explanations">The explanations.</param>
internal sealed record ExplainedText(int Number, ImmutableArray<TextExplanation> Explanations)
{
    /// <summary>Numbers what comes, up to the end or until somebody stops it; being stopped is no error.</summary>
    /// <param name="results">What comes, one a text.</param>
    /// <param name="explanationsOf">The explanations that it holds.</param>
    /// <param name="stop">Who stops it.</param>
    public static IEnumerable<ExplainedText> UntilStopped<T>(
        IAsyncEnumerable<T> results, Func<T, ImmutableArray<TextExplanation>> explanationsOf, CancellationToken stop)
    {
        using IEnumerator<T> texts = results.ToBlockingEnumerable(CancellationToken.None).GetEnumerator();
        for (int number = 1; Next(texts); number++)
        {
            yield return new ExplainedText(number, explanationsOf(texts.Current));
        }

        bool Next(IEnumerator<T> texts)
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
