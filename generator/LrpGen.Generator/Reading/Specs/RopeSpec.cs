namespace LrpGen.Generator.Reading.Specs;

/// <summary>
/// Rotary position embeddings: the angle of pair i at position p is p · f_i, f_i = θ^(−2i/d), changed as <paramref name="Type"/>
/// says (transformers, <c>modeling_rope_utils.py</c>). What a type does not use is null or empty.
/// </summary>
/// <param name="Type"><c>default</c>, <c>linear</c>, <c>dynamic</c>, <c>yarn</c>, <c>longrope</c> or <c>llama3</c>.</param>
/// <param name="Theta">θ, the base of the frequencies.</param>
/// <param name="Factor">By how much the context was lengthened.</param>
/// <param name="OriginalMaxPositionEmbeddings">The context before that: yarn, longrope and llama3.</param>
/// <param name="LowFreqFactor">llama3: waves longer than the original context over this are stretched.</param>
/// <param name="HighFreqFactor">llama3: waves shorter than the original context over this stay.</param>
/// <param name="AttentionFactor">yarn and longrope: what cos and sin are multiplied by; null where it follows from the other numbers.</param>
/// <param name="BetaFast">yarn: rotations above which a frequency stays; null is 32.</param>
/// <param name="BetaSlow">yarn: rotations below which a frequency is stretched; null is 1.</param>
/// <param name="MScale">yarn: numerator of the attention factor, if both are there.</param>
/// <param name="MScaleAllDim">yarn: denominator of the attention factor.</param>
/// <param name="Truncate">yarn: whether the bounds of the ramp are whole numbers.</param>
/// <param name="ShortFactor">longrope: divisor of each frequency for texts up to the original context.</param>
/// <param name="LongFactor">longrope: divisor of each frequency for longer texts.</param>
internal sealed record RopeSpec(
    string Type,
    double Theta,
    double? Factor = null,
    int? OriginalMaxPositionEmbeddings = null,
    double? LowFreqFactor = null,
    double? HighFreqFactor = null,
    double? AttentionFactor = null,
    double? BetaFast = null,
    double? BetaSlow = null,
    double? MScale = null,
    double? MScaleAllDim = null,
    bool Truncate = true,
    EquatableArray<double> ShortFactor = default,
    EquatableArray<double> LongFactor = default);
