namespace LrpGen.Text.Tokenization;

/// <summary>One step of a normaliser: reads one buffer, writes another, and carries the source ranges along.</summary>
internal interface INormalizationStep
{
    /// <summary>Whether the step can change anything of a text: one that cannot is passed over, and nothing is copied.</summary>
    bool CanChange(ReadOnlySpan<char> text) => true;

    /// <summary>Normalises <paramref name="input"/> into the empty buffer <paramref name="output"/>.</summary>
    void Apply(AlignedText input, AlignedText output);
}
