using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>
/// The item's <c>Methods</c>: names of the file's methods, or methods of its own as
/// <c>mine: epsilon-plus-flat[features.0 = zbox(-1, 1), conv2d = gamma(0.25)]</c>, separated by <c>;</c>.
/// </summary>
internal static class MethodsMetadata
{
    private const string Place = "Methods";

    public static IEnumerable<MethodDraft> Read(string path, string methods, IReadOnlyCollection<MethodDraft> ofFile, List<DiagnosticInfo> diagnostics)
    {
        List<MethodDraft> drafts = [];
        foreach (string part in CallText.Split(methods, ';').Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            if (ofFile.FirstOrDefault(draft => (draft.Name ?? draft.Composite) == part) is { } named)
                drafts.Add(named);
            else if (ReadMethod(path, part, diagnostics) is { } method)
                drafts.Add(method);
        }

        return drafts;
    }

    private static MethodDraft? ReadMethod(string path, string text, List<DiagnosticInfo> diagnostics)
    {
        int bracket = IndexOfEntries(text);
        string head = bracket < 0 ? text : text.Substring(0, bracket);
        int colon = head.IndexOf(':');
        string? name = colon < 0 ? null : head.Substring(0, colon).Trim();
        string composite = head.Substring(colon + 1).Trim();
        List<RuleEntry> entries = [];
        if (bracket >= 0)
        {
            bool isClosed = text.EndsWith("]", StringComparison.Ordinal);
            string inner = isClosed ? text.Substring(bracket + 1, text.Length - bracket - 2) : "";
            foreach (string entry in CallText.Split(inner, ','))
            {
                int equals = entry.IndexOf('=');
                if (!isClosed || equals <= 0)
                {
                    diagnostics.Add(DiagnosticInfo.Create(DiagnosticCatalog.BadRuleParameter, path, $"{Place} › {text}", $"'{(isClosed ? entry.Trim() : text)}'", "layer = rule, separated by commas, in brackets"));
                    return null;
                }

                entries.Add(new RuleEntry(entry.Substring(0, equals).Trim(), entry.Substring(equals + 1).Trim(), default, default));
            }
        }

        if (name?.Length == 0 || (composite.Length == 0 && entries.Count == 0))
        {
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticCatalog.BadRuleParameter, path, Place, $"'{text}'", "name: composite[layer = rule]"));
            return null;
        }

        return new MethodDraft($"{Place} › {text}", name ?? text, composite.Length == 0 ? null : composite, default, entries.ToEquatableArray(), null, default);
    }

    /// <summary>The bracket that opens the entries: not one within the arguments of a composite.</summary>
    private static int IndexOfEntries(string text)
    {
        int depth = 0;
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == '[' && depth == 0)
                return index;
            depth += text[index] switch { '(' => 1, ')' => -1, _ => 0 };
        }

        return -1;
    }
}
