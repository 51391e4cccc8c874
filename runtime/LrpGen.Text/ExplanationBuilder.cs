using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>Turns the numbers of a session into an explanation of a text.</summary>
internal sealed class ExplanationBuilder(ModelDescription model, Session session, MethodDescription method, WordOptions? words = null)
{
    private readonly TokenInput read = model.Tokens!;
    private ImmutableArray<LabelScore> scores;
    private int scored = -1;

    /// <summary>The explanation of one sequence and target.</summary>
    public TextExplanation Build(TextEncoding encoding, int target, int sequence, Target asked, ModelIdentity modelIdentity, string tokenizerIdentity)
        => WithWords(Part(encoding, target, sequence, asked, modelIdentity, tokenizerIdentity), encoding);

    /// <summary>The explanation with words, and with what was not seen of the text.</summary>
    public TextExplanation WithWords(TextExplanation part, TextEncoding encoding) => part with
    {
        Words = ExplanationWords.Of(encoding.Text, encoding.Pair, part.Tokens, words),
        UnseenCharacters = UnseenOf(encoding),
    };

    /// <summary>A token with its relevance.</summary>
    public static TokenRelevance Token(EncodedToken token, float relevance) => new(
        token.Id, token.Piece, token.Start, token.End, Math.Max(token.Sequence, 0), token.IsSpecial, token.IsUnknown, relevance);

    /// <summary>The same without words: they are those of the whole text, of which the sequence may be a window.</summary>
    public TextExplanation Part(TextEncoding encoding, int target, int sequence, Target asked, ModelIdentity modelIdentity, string tokenizerIdentity)
    {
        ReadOnlySpan<float> logits = session.Logits(sequence);
        ReadOnlySpan<float> relevance = session.TokenRelevance(target, sequence);
        ImmutableArray<TokenRelevance>.Builder tokens = ImmutableArray.CreateBuilder<TokenRelevance>(relevance.Length);
        for (int i = 0; i < relevance.Length; i++)
        {
            tokens.Add(Token(encoding.Tokens[i], relevance[i]));
        }

        float score = session.Score(target, sequence);
        ReadOnlySpan<float> seed = session.Seed(target, sequence);
        return new TextExplanation
        {
            Text = encoding.Text,
            Pair = encoding.Pair,
            Labels = LabelsOf(sequence, logits),
            PredictedLabel = Target.IndexOfLargest(logits),
            Target = new ExplainedTarget(asked.Describe(model.Labels, logits), [.. seed], score, asked.SingleLabel(logits)) { BaselineScore = session.BaselineScore(target, sequence) },
            Method = method.Name,
            Tokens = tokens.MoveToImmutable(),
            Words = [],
            Ledger = Ledger(target, sequence, score, relevance),
            Truncation = TruncationOf(encoding),
            LayerRelevance = Layers(target, sequence),
            HeadRelevance = Heads(target, sequence),
            EmbeddingRelevance = Embeddings(target, sequence),
            Model = "",
            Identity = modelIdentity,
            Tokenizer = tokenizerIdentity,
        };
    }

    // All targets of a sequence share them: with a thousand labels they are most of an explanation.
    private ImmutableArray<LabelScore> LabelsOf(int sequence, ReadOnlySpan<float> logits)
    {
        if (scored != sequence)
        {
            (scored, scores) = (sequence, Scores(model, logits));
        }

        return scores;
    }

    /// <summary>Logits and probabilities with the labels' names.</summary>
    public static ImmutableArray<LabelScore> Scores(ModelDescription model, ReadOnlySpan<float> logits)
        => Probabilities.Scores(model.ProblemType, model.Labels, logits);

    /// <summary>What the model did not see because the text is too long.</summary>
    public static Runtime.Truncation? TruncationOf(TextEncoding encoding)
    {
        if (!encoding.IsTruncated)
        {
            return null;
        }

        bool cutText = !encoding.Truncated.IsEmpty;
        TextSpan cut = cutText ? encoding.Truncated : encoding.TruncatedPair;
        return new Runtime.Truncation(encoding.Tokens.Length, encoding.TokenCountBeforeTruncation, cut.Start, cutText ? 0 : 1);
    }

    private static ImmutableArray<UnseenRange> UnseenOf(TextEncoding encoding)
    {
        IEnumerable<UnseenRange> Of(string? text, int sequence) =>
            text is null ? [] : UnseenText.Find(encoding, text, sequence).Select(span => new UnseenRange(span.Start, span.End, sequence, span.Reason));

        return [.. Of(encoding.Text, 0), .. Of(encoding.Pair, 1)];
    }

    private ConservationLedger? Ledger(int target, int sequence, float score, ReadOnlySpan<float> relevance)
    {
        if ((session.Details.Detail & RelevanceDetail.Ledger) == 0 || !method.SharesOutScore)
        {
            return null;
        }

        double tokens = 0;
        foreach (float value in relevance)
        {
            tokens += value;
        }

        ImmutableArray<LedgerSink>.Builder sinks = ImmutableArray.CreateBuilder<LedgerSink>();
        for (int i = 0; i < model.Sinks.Length; i++)
        {
            SinkDescription sink = model.Sinks[i];
            if (sink.Pass == method.Pass)
            {
                sinks.Add(new LedgerSink(sink.Kind, sink.Name, sink.Layer < 0 ? null : sink.Layer, session.Ledger[i, target, sequence]));
            }
        }

        return new ConservationLedger(score, tokens, sinks.ToImmutable(), Gains(target, sequence));
    }

    // Gain of a layer: how much more relevance, in magnitude, leaves it at its input than came in at its output.
    private ImmutableArray<double> Gains(int target, int sequence)
    {
        ReadOnlySpan<double> magnitudes = session.Details.HiddenMagnitudes;
        int states = read.EncoderLayers + 1;
        int sequences = session.Batch.Count;
        ImmutableArray<double>.Builder gains = ImmutableArray.CreateBuilder<double>(read.EncoderLayers);
        for (int layer = 0; layer < read.EncoderLayers; layer++)
        {
            double input = magnitudes[(((target * states) + layer) * sequences) + sequence];
            double output = magnitudes[(((target * states) + layer + 1) * sequences) + sequence];
            gains.Add(output > 0 ? input / output : 0);
        }

        return gains.MoveToImmutable();
    }

    private ImmutableArray<ImmutableArray<float>> Layers(int target, int sequence)
    {
        ReadOnlySpan<float> hidden = session.Details.HiddenRelevance;
        if (hidden.IsEmpty)
        {
            return [];
        }

        int states = read.EncoderLayers + 1;
        (int start, int length) = Rows(sequence);
        ImmutableArray<ImmutableArray<float>>.Builder layers = ImmutableArray.CreateBuilder<ImmutableArray<float>>(states);
        for (int state = 0; state < states; state++)
        {
            layers.Add([.. hidden.Slice((((target * states) + state) * session.Batch.Tokens) + start, length)]);
        }

        return layers.MoveToImmutable();
    }

    private ImmutableArray<ImmutableArray<float>> Heads(int target, int sequence)
    {
        ReadOnlySpan<float> heads = session.Details.HeadRelevance;
        if (heads.IsEmpty)
        {
            return [];
        }

        int sequences = session.Batch.Count;
        ImmutableArray<ImmutableArray<float>>.Builder layers = ImmutableArray.CreateBuilder<ImmutableArray<float>>(read.EncoderLayers);
        for (int layer = 0; layer < read.EncoderLayers; layer++)
        {
            float[] row = new float[read.Heads];
            for (int head = 0; head < read.Heads; head++)
            {
                row[head] = heads[(((((target * read.EncoderLayers) + layer) * read.Heads) + head) * sequences) + sequence];
            }

            layers.Add([.. row]);
        }

        return layers.MoveToImmutable();
    }

    private ImmutableArray<ImmutableArray<float>> Embeddings(int target, int sequence)
    {
        if (session.Details.EmbeddingRelevance.IsEmpty)
        {
            return [];
        }

        ReadOnlySpan<float> values = session.EmbeddingRelevance(target, sequence);
        (_, int length) = Rows(sequence);
        ImmutableArray<ImmutableArray<float>>.Builder tokens = ImmutableArray.CreateBuilder<ImmutableArray<float>>(length);
        for (int token = 0; token < length; token++)
        {
            tokens.Add([.. values.Slice(token * read.EmbeddingSize, read.EmbeddingSize)]);
        }

        return tokens.MoveToImmutable();
    }

    private (int Start, int Length) Rows(int sequence)
    {
        ReadOnlySpan<int> starts = session.Batch.Starts;
        return (starts[sequence], starts[sequence + 1] - starts[sequence]);
    }
}
