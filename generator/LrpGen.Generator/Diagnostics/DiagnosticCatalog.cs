using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Diagnostics;

/// <summary>
/// Everything that LrpGen can complain about. A message says what was found, what is needed, and the key. Each id has a
/// page in <c>docs/diagnostics</c>.
/// </summary>
internal static class DiagnosticCatalog
{
    private const string Category = "LrpGen";
    private const string HelpFolder = "https://github.com/lrpgen/lrpgen/blob/main/docs/diagnostics/";

    // LRP00xx: the file and the item that names it.

    public static readonly DiagnosticDescriptor FileUnreadable = Error(
        "LRP0001", "Description cannot be read", "The model description '{0}' cannot be read as text");

    public static readonly DiagnosticDescriptor JsonSyntax = Error(
        "LRP0002", "Not valid JSON", "Not valid JSON: {0}");

    public static readonly DiagnosticDescriptor DuplicateKey = Error(
        "LRP0003", "Key given twice", "The key '{0}' is given twice ({1}); which one holds would depend on the reader");

    public static readonly DiagnosticDescriptor RootNotObject = Error(
        "LRP0004", "Description is not a JSON object", "A model description is a JSON object, but this file holds {0}");

    public static readonly DiagnosticDescriptor BadMetadata = Error(
        "LRP0005", "Bad LrpModel metadata", "LrpModel metadata {0}=\"{1}\": {2}");

    public static readonly DiagnosticDescriptor DuplicateClass = Error(
        "LRP0006", "Two models with the same class", "The class '{0}' is already generated from '{1}'; give one of the two another ClassName or Namespace");

    // LRP01xx: architecture and configuration.

    public static readonly DiagnosticDescriptor UnsupportedModelType = Error(
        "LRP0101", "Unsupported model type", "model_type: found {0}; supported are {1}{2}");

    public static readonly DiagnosticDescriptor UnsupportedArchitecture = Error(
        "LRP0102", "Unsupported architecture", "architectures: found {0}; for model_type '{1}' LrpGen supports ['{2}']");

    public static readonly DiagnosticDescriptor MissingArchitecture = Warning(
        "LRP0103", "No architecture given", "architectures: the file names none; '{0}' is assumed");

    public static readonly DiagnosticDescriptor WrongType = Error(
        "LRP0104", "Value of the wrong type", "{0}: found {1}; expected {2}");

    public static readonly DiagnosticDescriptor OutOfRange = Error(
        "LRP0105", "Value out of range", "{0}: found {1}; expected {2}");

    public static readonly DiagnosticDescriptor UnsupportedValue = Error(
        "LRP0106", "Value not supported", "{0}: found {1}; supported: {2}{3}");

    public static readonly DiagnosticDescriptor MisspelledKey = Error(
        "LRP0107", "Unknown key, probably misspelled", "Unknown key '{0}'; did you mean '{1}'?");

    public static readonly DiagnosticDescriptor UnknownKey = Warning(
        "LRP0108", "Unknown key", "The key '{0}' is not known to LrpGen for model_type '{1}' and is not honoured");

    public static readonly DiagnosticDescriptor BadLabels = Error(
        "LRP0109", "Labels cannot be read", "{0}: found {1}; expected {2}");

    public static readonly DiagnosticDescriptor DuplicateLabel = Error(
        "LRP0110", "Two labels with the same name", "{0}: the label '{1}' is already the name of {2}; labels need different names");

    public static readonly DiagnosticDescriptor LabelsDisagree = Warning(
        "LRP0111", "label2id disagrees with id2label", "label2id: found {0}, but id2label says {1}; id2label is used");

    public static readonly DiagnosticDescriptor ConflictingKeys = Error(
        "LRP0112", "Two keys contradict each other", "{0}: found {1}, but {2} says {3}; they mean the same, so remove one or make them agree");

    // LRP02xx: shapes.

    public static readonly DiagnosticDescriptor SizesDoNotFit = Error(
        "LRP0201", "Sizes do not fit together", "{0}: found {1}; expected {2}");

    // LRP03xx: methods and rules.

    public static readonly DiagnosticDescriptor UnknownMethod = Error(
        "LRP0301", "Unknown method", "Methods: '{0}' is not a known method or rule{1}; known are {2}");

    public static readonly DiagnosticDescriptor BadRuleParameter = Error(
        "LRP0302", "Bad rule parameter", "Methods: {0}: found {1}; expected {2}");

    public static readonly DiagnosticDescriptor PatternMatchesNothing = Warning(
        "LRP0303", "Layer pattern matches nothing", "Methods: the layer pattern '{0}' in '{1}' matches no layer of this model, so its rule is not used; layers are for instance {2}");

    public static readonly DiagnosticDescriptor RuleDoesNotFit = Error(
        "LRP0304", "Rule does not fit the operator", "Methods: rule '{0}' cannot be used for {1} ('{2}'); rules for it are {3}");

    public static readonly DiagnosticDescriptor DuplicateMethod = Error(
        "LRP0305", "Method named twice", "Methods: two methods get the name '{0}' ('{1}' and '{2}'); remove one");

    // LRP04xx: sizes.

    public static readonly DiagnosticDescriptor SizeTooLarge = Error(
        "LRP0401", "Size too large", "{0}: needs {1}, but at most {2} are possible");

    /// <summary>All of them, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        FileUnreadable, JsonSyntax, DuplicateKey, RootNotObject, BadMetadata, DuplicateClass,
        UnsupportedModelType, UnsupportedArchitecture, MissingArchitecture, WrongType, OutOfRange, UnsupportedValue,
        MisspelledKey, UnknownKey, BadLabels, DuplicateLabel, LabelsDisagree, ConflictingKeys,
        SizesDoNotFit,
        UnknownMethod, BadRuleParameter, PatternMatchesNothing, RuleDoesNotFit, DuplicateMethod,
        SizeTooLarge,
    ];

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        Describe(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        Describe(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Describe(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: HelpFolder + id + ".md");
}
