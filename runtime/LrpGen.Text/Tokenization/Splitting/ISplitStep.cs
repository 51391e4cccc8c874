namespace LrpGen.Text.Tokenization;

/// <summary>One step of a pre-tokenizer: cuts the parts of a text into smaller ones, and may rewrite them.</summary>
internal interface ISplitStep
{
    /// <summary>Cuts every part.</summary>
    void Apply(SplitText text);
}
