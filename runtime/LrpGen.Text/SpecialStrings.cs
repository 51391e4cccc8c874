namespace LrpGen.Text;

/// <summary>What becomes of strings such as <c>&lt;s&gt;</c> that a user wrote into a text.</summary>
public enum SpecialStrings
{
    /// <summary>They are text like any other: no text can bring a special token before the model.</summary>
    PlainText,

    /// <summary>They become special tokens, as by default in Hugging Face's tokenizers: a way into a moderation model for its users.</summary>
    Match,

    /// <summary>
    /// What Hugging Face's <c>split_special_tokens</c> gives: they are not looked for, but where the vocabulary holds them
    /// as pieces (XLM-R's does) the search still finds them.
    /// </summary>
    MatchInVocabulary,
}
