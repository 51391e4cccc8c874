using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace LrpGen.Generator.Emit;

/// <summary>
/// How generated code names the runtime's types: by an alias and <c>::</c>, which looks among aliases alone. So no type, member
/// or namespace of the user's project can hide them, whatever it is called and wherever it is.
/// </summary>
internal static class RuntimeNames
{
    /// <summary>Alias of <c>LrpGen.Runtime</c>.</summary>
    public const string Runtime = "Lrp";

    /// <summary>Alias of <c>LrpGen.Text</c>.</summary>
    public const string Text = "LrpText";

    /// <summary>
    /// A call or an argument, as operators and rules write it, with the types of the runtime under their full names: they are
    /// the capitalised names that begin an expression. Parameters (before a colon), properties (before '=') and what stands in quotes are none.
    /// </summary>
    /// <param name="code">An expression, or the part of one before its arguments.</param>
    /// <param name="own">The capitalised name of a member of the generated class that can stand there as well.</param>
    public static string Qualify(string code, string own)
    {
        StringBuilder? result = null;
        int done = 0;
        int i = 0;
        while (i < code.Length)
        {
            char c = code[i];
            if (c == '"')
            {
                i = EndOfLiteral(code, i);
                continue;
            }

            if (!SyntaxFacts.IsIdentifierPartCharacter(c))
            {
                i++;
                continue;
            }

            int start = i;
            while (i < code.Length && SyntaxFacts.IsIdentifierPartCharacter(code[i]))
                i++;
            bool isParameter = i < code.Length && (code[i] == ':' || string.CompareOrdinal(code, i, " = ", 0, 3) == 0);
            if (c is < 'A' or > 'Z' || isParameter || (start > 0 && code[start - 1] is '.' or ':') || code.Substring(start, i - start) == own)
                continue;
            result ??= new StringBuilder();
            result.Append(code, done, start - done).Append(Runtime).Append("::");
            done = start;
        }

        return result is null ? code : result.Append(code, done, code.Length - done).ToString();
    }

    /// <summary>The same where no member of the generated class can stand.</summary>
    public static string Qualify(string code) => Qualify(code, string.Empty);

    private static int EndOfLiteral(string code, int start)
    {
        int i = start + 1;
        while (i < code.Length && code[i] != '"')
            i += code[i] == '\\' ? 2 : 1;
        return i + 1;
    }
}
