namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>An argument of a call: <c>0.25</c>, <c>[-1, 1]</c>, <c>clip</c>, <c>stabiliser=signed_clip:1e-6</c>.</summary>
internal sealed record CallArgument(string? Key, string Text);

/// <summary>A word with arguments, as rules and composites are written: <c>epsilon(0.25, norm_scale)</c>.</summary>
internal sealed record CallText(string Name, EquatableArray<CallArgument> Arguments)
{
    // Spellings of other programs.
    private static readonly Dictionary<string, string> Spellings = new(StringComparer.Ordinal)
    {
        ["alphabeta"] = "alpha_beta",
        ["gradxinput"] = "gradient-x-input",
    };

    /// <summary>The call, or null and what is wrong with the text.</summary>
    public static CallText? Parse(string text, out string problem)
    {
        problem = "";
        string trimmed = text.Trim();
        int open = trimmed.IndexOf('(');
        string name = (open < 0 ? trimmed : trimmed.Substring(0, open)).TrimEnd();
        if (name.Length == 0 || !name.All(character => char.IsLetterOrDigit(character) || character is '_' or '-'))
        {
            problem = "a name, such as epsilon, and its arguments in parentheses";
            return null;
        }

        name = Spellings.TryGetValue(name, out string? usual) ? usual : name;
        if (open < 0)
            return new CallText(name, []);
        if (!trimmed.EndsWith(")", StringComparison.Ordinal))
        {
            problem = "a ')' at the end";
            return null;
        }

        string inner = trimmed.Substring(open + 1, trimmed.Length - open - 2);
        if (inner.Trim().Length == 0)
            return new CallText(name, []);
        List<CallArgument> arguments = [];
        foreach (string part in Split(inner, ','))
        {
            int equals = part.IndexOf('=');
            CallArgument argument = equals < 0 ? new CallArgument(null, part.Trim()) : new CallArgument(part.Substring(0, equals).Trim(), part.Substring(equals + 1).Trim());
            if (argument.Text.Length == 0 || argument.Key?.Length == 0)
            {
                problem = "no empty argument";
                return null;
            }

            arguments.Add(argument);
        }

        return new CallText(name, arguments.ToEquatableArray());
    }

    /// <summary>The parts between separators; one within parentheses or brackets belongs to what is inside.</summary>
    public static IEnumerable<string> Split(string text, char separator)
    {
        int depth = 0;
        int start = 0;
        for (int index = 0; index < text.Length; index++)
        {
            char character = text[index];
            if (character is '(' or '[')
            {
                depth++;
            }
            else if (character is ')' or ']')
            {
                depth--;
            }
            else if (character == separator && depth == 0)
            {
                yield return text.Substring(start, index - start);
                start = index + 1;
            }
        }

        yield return text.Substring(start);
    }
}
