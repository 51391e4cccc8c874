using System.Globalization;
using LrpGen.Generator.Names;
using Microsoft.CodeAnalysis.CSharp;

namespace LrpGen.Generator.Requests;

/// <summary>C# names from file names, and whether a name can be one.</summary>
internal static class ClassNames
{
    // Metadata has 1,023 bytes for a name, three for a letter of most scripts.
    private const int Longest = 200;
    private const int LongestNamespace = 300;

    /// <summary>
    /// <c>models/hate-xlmr-mini/config.json</c> → <c>HateXlmrMini</c>: every <c>config.json</c> (and <c>layers.json</c>) has the
    /// same name, so its folder tells what it is. Other files go by their own name.
    /// </summary>
    public static string FromPath(string path)
    {
        string[] parts = path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        string file = parts.LastOrDefault() ?? "";
        bool byFolder = parts.Length > 1
            && (file.Equals("config.json", StringComparison.OrdinalIgnoreCase) || file.Equals("layers.json", StringComparison.OrdinalIgnoreCase));
        string name = byFolder ? parts[parts.Length - 2] : file;
        if (!byFolder)
            name = WithoutEnding(WithoutEnding(name, ".json"), ".lrp");
        return Valid(Identifiers.Pascal(name, "Model"));
    }

    /// <summary>The nearest name that a class can have: <c>my-model</c> → <c>MyModel</c>, <c>label</c> → <c>LabelModel</c>, since a model has labels.</summary>
    public static string Nearest(string name) => Valid(Identifiers.Pascal(name, "Model"));

    /// <summary>Whether a generated class can have that name: its own members are not called like it.</summary>
    public static bool IsClass(string name) => name.Length <= Longest && IsIdentifier(name) && !ReservedNames.Class.Contains(name);

    /// <summary>Whether a type can have that name without an escape.</summary>
    public static bool IsIdentifier(string name) =>
        SyntaxFacts.IsValidIdentifier(name)
        && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None
        && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None
        && !name.Any(IsFormat);

    /// <summary>Whether a namespace can have that name.</summary>
    public static bool IsNamespace(string name) => name.Length <= LongestNamespace && name.Split('.').All(IsIdentifier);

    /// <summary>The nearest namespace to a project's root namespace, which may be anything: <c>my-app.2d</c> → <c>my_app._2d</c>.</summary>
    public static string ToNamespace(string name)
    {
        IEnumerable<string> parts = name.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(part =>
        {
            string safe = string.Concat(part.Select(character => SyntaxFacts.IsIdentifierPartCharacter(character) && !IsFormat(character) ? character : '_'));
            return IsIdentifier(safe) ? safe : "_" + safe;
        });
        return string.Join(".", parts);
    }

    private static string Valid(string name) => IsClass(name) ? name : name + "Model";

    // C# reads over them: two names that differ in them are one.
    private static bool IsFormat(char character) => char.GetUnicodeCategory(character) == UnicodeCategory.Format;

    private static string WithoutEnding(string name, string ending) =>
        name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name.Substring(0, name.Length - ending.Length) : name;
}
