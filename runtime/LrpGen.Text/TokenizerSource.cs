using LrpGen.Runtime;
using LrpGen.Text.Tokenization;

namespace LrpGen.Text;

/// <summary>Where a model's tokenizer is looked for: beside the weights, or among the files that an assembly holds.</summary>
/// <param name="place">The place, for messages.</param>
/// <param name="find">Reads the tokenizer; null where none is there.</param>
/// <param name="list">Names of the files there, for messages; null where they cannot be listed.</param>
internal sealed class TokenizerSource(string place, Func<ITextEncoder?> find, Func<IReadOnlyList<string>?> list)
{
    private const int MostNames = 12;

    /// <summary>Looks in a model's folder; of a file of weights, in the folder where it lies.</summary>
    public static TokenizerSource Of(string path)
    {
        string folder = File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
        return new(folder, () => TextTokenizer.Find(folder), () => Names(folder));
    }

    /// <summary>Looks among embedded files.</summary>
    public static TokenizerSource Of(EmbeddedFiles files) => new($"{files}", () => TextTokenizer.Find(files.Open), () => null);

    /// <summary>Reads the tokenizer.</summary>
    /// <exception cref="FileNotFoundException">There is none that is supported; the message says what is there and what to do.</exception>
    /// <exception cref="InvalidDataException">It is corrupt, or holds something that is not supported.</exception>
    public ITextEncoder Read(ModelDescription description)
    {
        const string WayOut = $"give a tokenizer in {nameof(TextClassifierOptions)}.{nameof(TextClassifierOptions.Encoder)}, or set {nameof(TextClassifierOptions.TokenIdsOnly)} if token ids are enough";
        if (find() is { } encoder)
        {
            return encoder;
        }

        string there = list() switch
        {
            null => "",
            [] => " (the folder is empty)",
            var names => $" (found {string.Join(", ", names.Take(MostNames).Select(Messages.Name))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")})",
        };
        throw new FileNotFoundException(Messages.Clean(
            $"{place}: no tokenizer{there}; {description.Name} needs {TokenizerFiles.Needed} there, which transformers' save_pretrained writes: copy it there, {WayOut}"));
    }

    private static IReadOnlyList<string>? Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
