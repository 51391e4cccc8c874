namespace LrpGen.Generator.Reading.Specs;

/// <summary>
/// A transformer encoder with a classification head, as its <c>config.json</c> describes it. Names are Hugging Face's.
/// Holds no positions, so that moving text changes nothing downstream.
/// </summary>
/// <param name="ModelType">As in the file: <c>xlm-roberta</c>, <c>roberta</c>, <c>bert</c>, <c>distilbert</c>, <c>electra</c>.</param>
/// <param name="Architecture">The class in transformers, for instance <c>BertForSequenceClassification</c>.</param>
/// <param name="VocabSize">Rows of the word embedding.</param>
/// <param name="EmbeddingSize">Columns of the embeddings; differs from <paramref name="HiddenSize"/> for ELECTRA only, which then projects.</param>
/// <param name="HiddenSize">Width of the encoder; a multiple of <paramref name="NumAttentionHeads"/>.</param>
/// <param name="NumHiddenLayers">Encoder layers.</param>
/// <param name="NumAttentionHeads">Heads of each layer.</param>
/// <param name="IntermediateSize">Width of the feed-forward part.</param>
/// <param name="MaxPositionEmbeddings">Rows of the position embedding. RoBERTa and XLM-R lose the first <c>PadTokenId + 1</c> of them.</param>
/// <param name="TypeVocabSize">Rows of the token type embedding; 0 when the family has none (DistilBERT).</param>
/// <param name="PadTokenId">The padding token; 0 where the file says <c>null</c>, which only families that do not count positions from it may.</param>
/// <param name="HiddenAct">Activation of the feed-forward part, as in the file; one of <see cref="Activations.Supported"/>.</param>
/// <param name="LayerNormEps">The token of the file, for instance <c>1e-05</c>: with the suffix <c>f</c> a C# constant.</param>
/// <param name="Labels">Names of the outputs by index; at least one, all different.</param>
/// <param name="ProblemType"><c>regression</c>, <c>single_label_classification</c>, <c>multi_label_classification</c>, or null.</param>
/// <param name="Sha256">Of the description with its keys sorted and without white space.</param>
internal sealed record EncoderSpec(
    string ModelType,
    string Architecture,
    int VocabSize,
    int EmbeddingSize,
    int HiddenSize,
    int NumHiddenLayers,
    int NumAttentionHeads,
    int IntermediateSize,
    int MaxPositionEmbeddings,
    int TypeVocabSize,
    int PadTokenId,
    string HiddenAct,
    string LayerNormEps,
    EquatableArray<string> Labels,
    string? ProblemType,
    string Sha256) : ModelSpec;
