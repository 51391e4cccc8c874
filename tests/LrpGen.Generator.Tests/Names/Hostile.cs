using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Generator.Tests.Names;

/// <summary>Names that mean something in C#, in the runtime or in generated code, and texts that are none.</summary>
internal static class Hostile
{
    /// <summary>Public types of the runtime, whose names are also those of many layers and folders.</summary>
    public static string[] RuntimeTypes { get; } =
    [
        .. new[] { typeof(Matrix).Assembly, typeof(TextClassifier).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsNested && !type.IsGenericType)
            .Select(type => type.Name).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Members of generated classes and of what they derive from, and names within their code.</summary>
    public static string[] Members { get; } =
    [
        "Label", "Methods", "Model", "Load", "Pack", "Explain", "Description", "Forward", "Relevance", "DisposeWeights", "Weights", "Tensors", "Dispose", "Predict",
        "ForwardInput", "ForwardHead", "RelevanceEpsilonPlus", "EpsilonPlusTensors", "EpsilonPlusSinks", "EpsilonPlus", "AttnLrp", "AttnLrpHead", "AttnLrpTensors", "Fc", "Input",
        "Equals", "ToString", "GetHashCode", "GetType", "ReferenceEquals", "MemberwiseClone", "Finalize", "Lrp", "LrpText", "LrpGen", "System", "My", "App",
        "LoadFc", "DisposeFc", "FcMerged", "Statistics", "w", "t", "r", "run", "source", "files", "pass", "value__", "nameof", "global",
    ];

    public static string[] Keywords { get; } =
    [
        "class", "int", "string", "namespace", "public", "void", "null", "true", "default", "base", "this", "new", "static", "event", "operator", "checked", "unsafe",
        "file", "record", "required", "scoped", "field", "var", "_", "dynamic", "partial", "async", "await", "yield", "get", "set", "init", "value", "when", "where", "with", "and", "or",
        "not", "managed", "unmanaged", "nint", "nuint", "notnull", "extension", "allows", "__arglist", "__makeref", "args",
    ];

    public static string[] Scripts { get; } =
        ["नफ़रत-नहीं", "हिन्दी", "كراهية", "لا كراهية", "仇恨", "größe", "Ｃｌａｓｓ", "👩‍💻", "🤬 angry", "2d", "3-layers", "٣", "İı", "ŉ", "ﬁne", "\u0301accent", "a\u200Db", "π"];

    public static string[] Texts { get; } =
    [
        "a\"b", "a\\", "\\\"", "\n#error injected", "a\r\nclass Evil { }", "a\u0085#error", "a\u2028#error injected", "a\u2029}", "*/", "/* */", "-->", "--", "]]>", "<c>", "</summary>", "&amp;",
        "&", "{0}", "{", "}", "\"; } } class Evil { string s = \"", "\"\"\"", "$\"{x}\"", "@\"a\"", "//", "///", "#pragma", "#", "\0", "\u0001", "\u001b[31mred", "\u202Eevil", "\u200B", "\uFEFF",
        "\uFFFE", "\uD800", "\uDC00x", "x\uD83D", "\U000E0041", "a b", " a ", "a.b.c", "a/b", "../../x", "C:\\x", "a:b", "a=b", "a;b", "a|b", "a,b", "*", "?", "%", "~", "`", "'", "²", "½", "null",
        "NaN", "0", "-1", "1e5", "fcA", "fca", "FC", "fc.merged", "fc merged", "fc-row", "load fc", "dispose fc", "tensors", "weights", "input", "stem.conv.relu", new('x', 3000),
        string.Concat(Enumerable.Repeat("नमस्ते ", 400)), new('"', 300), new('\n', 300),
    ];

    public static string[] All { get; } = [.. Members, .. Members.Select(name => name.ToLowerInvariant()), .. Keywords, .. Scripts, .. Texts, .. RuntimeTypes.Where((_, i) => i % 4 == 0)];

    public static string[] Numbers { get; } =
    [
        "-1", "0", "1", "2", "3", "5", "7", "64", "-0", "0.5", "-0.0", "1e400", "1e-400", "-1e400", "1e38", "3.5e38", "1e-45", "00", "1.", "99999999999999999999", "2147483647", "2147483648",
        "4294967296", "16777216", "16777217", "NaN", "Infinity", "0.1e1", "123456789012",
    ];
}
