namespace LrpGen.Text;

/// <summary>What becomes of strings such as <c>&lt;s&gt;</c> that a user wrote into a text.</summary>
public enum SpecialStrings
{
    /// <summary>
    /// Those that the model's input is built of (<c>&lt;s&gt;</c>, <c>&lt;/s&gt;</c>, <c>&lt;pad&gt;</c>, <c>&lt;unk&gt;</c>, <c>&lt;mask&gt;</c>) are text like any
    /// other: no text can bring them before the model. Special tokens that a training added, such as <c>&lt;user&gt;</c>, are found as in Hugging Face's tokenizers.
    /// </summary>
    PlainText,

    /// <summary>All of them become special tokens, as by default in Hugging Face's tokenizers: a way into a moderation model for its users.</summary>
    Match,

    /// <summary>
    /// What Hugging Face's <c>split_special_tokens</c> gives: they are not looked for, but where the vocabulary holds them
    /// as pieces (XLM-R's does) the search still finds them.
    /// </summary>
    MatchInVocabulary,
}
