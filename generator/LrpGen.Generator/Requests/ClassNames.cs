using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace LrpGen.Generator.Requests;

/// <summary>C# names from file names, and whether a name can be one.</summary>
internal static class ClassNames
{
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
        return PascalCase(name);
    }

    /// <summary>The parts between characters that no identifier may have, each with a capital.</summary>
    public static string PascalCase(string name)
    {
        StringBuilder result = new();
        bool startsPart = true;
        foreach (char character in name)
        {
            if (!char.IsLetterOrDigit(character))
            {
                startsPart = true;
                continue;
            }

            // 'v1.2' and 'v12' stay apart.
            if (startsPart && result.Length > 0 && char.IsDigit(character) && char.IsDigit(result[result.Length - 1]))
                result.Append('_');
            result.Append(startsPart ? char.ToUpperInvariant(character) : character);
            startsPart = false;
        }

        if (result.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(result[0]))
            result.Insert(0, "Model");
        return result.ToString();
    }

    /// <summary>Whether a type can have that name without an escape.</summary>
    public static bool IsIdentifier(string name) =>
        SyntaxFacts.IsValidIdentifier(name)
        && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None
        && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None;

    /// <summary>Whether a namespace can have that name.</summary>
    public static bool IsNamespace(string name) => name.Split('.').All(IsIdentifier);

    /// <summary>The nearest namespace to a project's root namespace, which may be anything: <c>my-app.2d</c> → <c>my_app._2d</c>.</summary>
    public static string ToNamespace(string name)
    {
        IEnumerable<string> parts = name.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(part =>
        {
            string safe = string.Concat(part.Select(character => SyntaxFacts.IsIdentifierPartCharacter(character) ? character : '_'));
            return IsIdentifier(safe) ? safe : "_" + safe;
        });
        return string.Join(".", parts);
    }

    private static string WithoutEnding(string name, string ending) =>
        name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name.Substring(0, name.Length - ending.Length) : name;
}
