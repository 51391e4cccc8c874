using System.Text;
using LrpGen.Generator.Graphs;

namespace LrpGen.Generator.Programs;

/// <summary>Turns names of the generated code into words for its comments.</summary>
internal static class Words
{
    /// <summary><c>FeedForwardSum</c> → <c>feed forward sum</c>.</summary>
    public static string Of(string name)
    {
        StringBuilder words = new();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && words.Length > 0)
            {
                words.Append(' ');
            }

            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }

    /// <summary>As <see cref="Of(string)"/>, without the section's own prefix.</summary>
    public static string Of(string name, Section section)
        => Of(name.StartsWith(section.Name, StringComparison.Ordinal) ? name.Substring(section.Name.Length) : name);
}
