using LrpGen.Runtime;

namespace LrpGen.Text.Tokenization;

/// <summary>What is wrong with a tokenizer's file, as a message: what the file holds cannot act on a terminal there.</summary>
internal static class TokenizerError
{
    /// <summary>An exception about a file.</summary>
    internal static InvalidDataException In(string file, string what, Exception? inner = null) => new(Messages.Clean($"{file}: {what}"), inner);
}
