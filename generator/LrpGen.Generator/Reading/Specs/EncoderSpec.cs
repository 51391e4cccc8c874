namespace LrpGen.Generator.Reading.Specs;

/// <summary>
/// An encoder of BERT's kind with a head: <c>xlm-roberta</c>, <c>roberta</c>, <c>bert</c>, <c>distilbert</c>, <c>electra</c>.
/// </summary>
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
/// <param name="TieWordEmbeddings">Of a masked language model: whether its last product has the weights of the word embedding.</param>
internal sealed record EncoderSpec(
    SpecHeader Header,
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
    bool TieWordEmbeddings) : TextSpec(Header, VocabSize)
{
    public override IEnumerable<SpecSize> Sizes()
    {
        bool isDistilBert = ModelType == "distilbert";
        yield return SpecSize.Layers(isDistilBert ? "n_layers" : "num_hidden_layers", NumHiddenLayers);
        yield return SpecSize.Columns(isDistilBert ? "dim" : "hidden_size", HiddenSize);
        yield return SpecSize.Columns(isDistilBert ? "hidden_dim" : "intermediate_size", IntermediateSize);
        if (EmbeddingSize != HiddenSize)
            yield return SpecSize.Columns("embedding_size", EmbeddingSize);
    }
}
