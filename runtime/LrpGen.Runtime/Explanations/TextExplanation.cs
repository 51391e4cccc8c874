using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace LrpGen.Runtime;

/// <summary>
/// Why a text classifier said what it said: the explained score, shared out over tokens and words.
/// </summary>
/// <remarks>
/// Immutable, with value equality (arrays included). Positions are UTF-16 code units of <see cref="Text"/> or, where
/// a sequence is 1, of <see cref="Pair"/>. Views: <c>ToHtml</c>, <c>ToAnsi</c>, <c>ToMarkdown</c>, <c>ToLatex</c>,
/// <c>ToJson</c>, <c>ToCsv</c>, <c>ToEraser</c>.
/// </remarks>
[JsonConverter(typeof(TextExplanationJsonConverter))]
public sealed partial record TextExplanation
{
    /// <summary>The version of the JSON form that this library writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the JSON form.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The source text.</summary>
    public required string Text { get; init; }

    /// <summary>The second text of a pair, if the input was one.</summary>
    public string? Pair { get; init; }

    /// <summary>All labels, in the model's order.</summary>
    public required ImmutableArray<LabelScore> Labels { get; init => field = value.OrEmpty(); }

    /// <summary>The index of the label with the largest logit.</summary>
    public required int PredictedLabel { get; init; }

    /// <summary>What was explained.</summary>
    public required ExplainedTarget Target { get; init; }

    /// <summary>The method's name: <c>attnlrp</c>, <c>cplrp</c>, <c>gradient*input</c>, …</summary>
    public required string Method { get; init; }

    /// <summary>The tokens in the order of the model's input.</summary>
    public required ImmutableArray<TokenRelevance> Tokens { get; init => field = value.OrEmpty(); }

    /// <summary>
    /// The words in the order of the source: ascending, without overlap within a sequence. Words that share a token are one
    /// (<see cref="WordRelevance.Sum"/>). Their sum and <see cref="RelevanceOutsideWords"/> are <see cref="TokenSum"/>.
    /// </summary>
    public required ImmutableArray<WordRelevance> Words { get; init => field = value.OrEmpty(); }

    /// <summary>
    /// Where the score went, if it was asked for; <see langword="null"/> also where the method does not share out the score
    /// (the gradient, integrated gradients), so that nothing has to add up to it, and of a text in windows, each of which has its own.
    /// </summary>
    public ConservationLedger? Ledger { get; init; }

    /// <summary>Set if the text was longer than the model's input.</summary>
    public Truncation? Truncation { get; init; }

    /// <summary>Set if the text was longer than the model's input and was explained in windows; says how, and what each of them says.</summary>
    public Windowing? Windowing { get; init; }

    /// <summary>Characters that the model did not see: unknown to the vocabulary, or deleted by the normaliser.</summary>
    public ImmutableArray<UnseenRange> UnseenCharacters { get; init => field = value.OrEmpty(); } = [];

    /// <summary>The model's identity: its name, and its revision or hash where it is known.</summary>
    /// <remarks>
    /// Of an explanation that a model has just made it is computed when it is first read, which reads the whole checkpoint, be the model
    /// disposed of by then or not. <c>ToJson</c>, <c>ToHtml</c> and <c>ToString</c> read it, and comparing two explanations does.
    /// </remarks>
    public required string Model
    {
        get => Identity?.Text ?? field;
        init => (field, Identity) = (value, null);
    }

    /// <summary>The identity to be computed, instead of <see cref="Model"/>.</summary>
    internal ModelIdentity? Identity { get; init; }

    /// <summary>The tokenizer's identity.</summary>
    public string Tokenizer { get; init; } = "";

    /// <summary>Relevance of every token below every layer, <c>[layers + 1][tokens]</c>, the embedding first; empty where it was not asked for.</summary>
    public ImmutableArray<ImmutableArray<float>> LayerRelevance { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Relevance of every attention head, <c>[layers][heads]</c>; empty where it was not asked for.</summary>
    public ImmutableArray<ImmutableArray<float>> HeadRelevance { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Relevance of every embedding feature, <c>[tokens][features]</c>; empty where it was not asked for.</summary>
    public ImmutableArray<ImmutableArray<float>> EmbeddingRelevance { get; init => field = value.OrEmpty(); } = [];

    /// <summary>The source of a sequence: <see cref="Text"/> for 0, <see cref="Pair"/> for 1.</summary>
    public string Source(int sequence) => sequence == 0 ? Text : Pair ?? "";

    /// <summary>The text of a word.</summary>
    public string TextOf(WordRelevance word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Source(word.Sequence)[word.Start..word.End];
    }

    /// <summary>Σ R over all tokens, special ones included.</summary>
    public double TokenSum => Tokens.Sum(token => (double)token.Relevance);

    /// <summary>Σ|R| on special tokens / Σ|R| on all tokens; 0 if there is no relevance at all.</summary>
    public double SpecialTokenShare
    {
        get
        {
            double special = 0, all = 0;
            foreach (TokenRelevance token in Tokens)
            {
                double magnitude = Math.Abs((double)token.Relevance);
                all += magnitude;
                if (token.IsSpecial) special += magnitude;
            }

            return all > 0 ? special / all : 0;
        }
    }

    /// <summary>Whether any token of the text came before the model; false for an empty text, or one that the normaliser deletes whole.</summary>
    internal bool HasSeenText => Tokens.Any(token => !token.IsSpecial);

    /// <summary>Σ R over the tokens that belong to no word: the special ones (of an empty text, all).</summary>
    public double RelevanceOutsideWords
    {
        get
        {
            bool[] inside = new bool[Tokens.Length];
            foreach (int token in Words.SelectMany(word => word.Tokens)) inside[token] = true;
            return Tokens.Where((_, i) => !inside[i]).Sum(token => (double)token.Relevance);
        }
    }

    /// <summary>
    /// The indices of the words that the model saw by magnitude of their relevance, the largest first; equal ones in the order
    /// of the text.
    /// </summary>
    public ImmutableArray<int> Ranking =>
        [.. Enumerable.Range(0, Words.Length).Where(i => Words[i].IsSeen).OrderByDescending(i => Math.Abs(Words[i].Relevance))];

    /// <summary>The <paramref name="count"/> words with the largest magnitude of relevance, for and against.</summary>
    public ImmutableArray<WordRelevance> TopWords(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return [.. Ranking.Take(count).Select(i => Words[i])];
    }

    /// <inheritdoc/>
    public bool Equals(TextExplanation? other) =>
        other is not null
        && SchemaVersion == other.SchemaVersion
        && Text == other.Text
        && Pair == other.Pair
        && PredictedLabel == other.PredictedLabel
        && Method == other.Method
        && ((Identity is not null && Identity == other.Identity) || Model == other.Model)
        && Tokenizer == other.Tokenizer
        && Target == other.Target
        && Truncation == other.Truncation
        && Windowing == other.Windowing
        && Ledger == other.Ledger
        && Labels.SameAs(other.Labels)
        && Tokens.SameAs(other.Tokens)
        && Words.SameAs(other.Words)
        && UnseenCharacters.SameAs(other.UnseenCharacters)
        && LayerRelevance.SameAs(other.LayerRelevance)
        && HeadRelevance.SameAs(other.HeadRelevance)
        && EmbeddingRelevance.SameAs(other.EmbeddingRelevance);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, Pair, Method, Target, Tokens.Length, Words.Length);
}
