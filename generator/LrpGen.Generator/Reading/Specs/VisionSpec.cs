namespace LrpGen.Generator.Reading.Specs;

/// <summary>A vision transformer: <c>vit</c>, or <c>deit</c> with a second token in front.</summary>
/// <param name="Header">What every configuration says.</param>
/// <param name="ImageHeight">Rows of a picture; a multiple of <paramref name="PatchHeight"/>.</param>
/// <param name="ImageWidth">Columns of a picture; a multiple of <paramref name="PatchWidth"/>.</param>
/// <param name="PatchHeight">Rows of a patch.</param>
/// <param name="PatchWidth">Columns of a patch.</param>
/// <param name="NumChannels">Channels of a picture.</param>
/// <param name="HiddenSize">Width of the encoder; a multiple of <paramref name="NumAttentionHeads"/>.</param>
/// <param name="NumHiddenLayers">Encoder layers.</param>
/// <param name="NumAttentionHeads">Heads of each layer.</param>
/// <param name="IntermediateSize">Width of the feed-forward part.</param>
/// <param name="HiddenAct">Activation of the feed-forward part.</param>
/// <param name="LayerNormEps">The token of the file.</param>
/// <param name="QkvBias">Whether the products of queries, keys and values have a bias.</param>
/// <param name="HasDistillationToken">Whether a token follows that of the class, with a row of the position embedding.</param>
internal sealed record VisionSpec(
    SpecHeader Header,
    int ImageHeight,
    int ImageWidth,
    int PatchHeight,
    int PatchWidth,
    int NumChannels,
    int HiddenSize,
    int NumHiddenLayers,
    int NumAttentionHeads,
    int IntermediateSize,
    string HiddenAct,
    string LayerNormEps,
    bool QkvBias,
    bool HasDistillationToken) : ConfigSpec(Header)
{
    public override IEnumerable<SpecSize> Sizes() =>
    [
        SpecSize.Layers("num_hidden_layers", NumHiddenLayers),
        SpecSize.Columns("hidden_size", HiddenSize),
        SpecSize.Columns("intermediate_size", IntermediateSize),
        SpecSize.Columns("num_channels · patch_size²", (int)Math.Min(int.MaxValue, (double)NumChannels * PatchHeight * PatchWidth)),
    ];
}
