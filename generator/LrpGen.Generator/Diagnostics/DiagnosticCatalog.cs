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

    // LRP0114 and on: layer graphs.

    public static readonly DiagnosticDescriptor UnknownLayerKey = Error(
        "LRP0114", "Unknown key in a layer graph", "{0}: unknown key{1}; keys here are {2}");

    public static readonly DiagnosticDescriptor MissingKey = Error(
        "LRP0115", "Key missing", "{0}: found no such key; expected {1}");

    public static readonly DiagnosticDescriptor UnknownOperator = Error(
        "LRP0116", "Unknown operator", "{0}: found '{1}'{2}; operators are {3}");

    public static readonly DiagnosticDescriptor UnknownLayer = Error(
        "LRP0117", "No such layer", "{0}: there is no layer '{1}'{2}");

    public static readonly DiagnosticDescriptor InputNotBefore = Error(
        "LRP0118", "Input is computed later", "{0}: '{1}' is not computed before this layer: {2}");

    public static readonly DiagnosticDescriptor DuplicateLayer = Error(
        "LRP0119", "Two layers with the same name", "The name '{0}' is already that of {1}; layers need different names");

    public static readonly DiagnosticDescriptor UnreachableLayer = Warning(
        "LRP0120", "Layer does not contribute", "The layer '{0}' does not contribute to the output '{1}' and is left out");

    public static readonly DiagnosticDescriptor OperatorNotAllowedHere = Error(
        "LRP0121", "Operator not possible here", "{0}: found '{1}' here, but {2}");

    // LRP02xx: shapes.

    public static readonly DiagnosticDescriptor SizesDoNotFit = Error(
        "LRP0201", "Sizes do not fit together", "{0}: found {1}; expected {2}");

    public static readonly DiagnosticDescriptor WrongRank = Error(
        "LRP0202", "Wrong number of axes", "{0}: found {1}; needed {2}");

    public static readonly DiagnosticDescriptor EmptyOutput = Error(
        "LRP0203", "Nothing is left", "{0}: found {1}; needed {2}");

    public static readonly DiagnosticDescriptor InputsDiffer = Error(
        "LRP0204", "Inputs do not go together", "{0}: found shapes {1}; needed {2}");

    public static readonly DiagnosticDescriptor LabelCount = Error(
        "LRP0205", "Wrong number of names", "{0}: found {1}; needed {2}");

    // LRP03xx: methods and rules.

    public static readonly DiagnosticDescriptor UnknownMethod = Error(
        "LRP0301", "Unknown method", "'{0}' is not a known method or rule{1}; known are {2}");

    public static readonly DiagnosticDescriptor BadRuleParameter = Error(
        "LRP0302", "Bad rule parameter", "{0}: found {1}; expected {2}");

    public static readonly DiagnosticDescriptor PatternMatchesNothing = Warning(
        "LRP0303", "Layer pattern matches nothing", "The layer pattern '{0}' in '{1}' matches no layer of this model, so its rule is not used; layers are for instance {2}");

    public static readonly DiagnosticDescriptor RuleDoesNotFit = Error(
        "LRP0304", "Rule does not fit the operator", "{0}: rule '{1}' cannot be used for '{2}' ({3}): {4}");

    public static readonly DiagnosticDescriptor DuplicateMethod = Error(
        "LRP0305", "Method named twice", "Two methods get the name '{0}' ('{1}' and '{2}'); remove one");

    public static readonly DiagnosticDescriptor AmbiguousEntry = Error(
        "LRP0306", "Ambiguous entry", "{0}: '{1}' is the name of a layer and of other layers' operator; write 'name:{1}' or 'op:{1}'");

    public static readonly DiagnosticDescriptor EntryWithoutEffect = Warning(
        "LRP0307", "Entry without effect", "{0}: later entries give all of its layers another rule; put it behind them, or remove it");

    public static readonly DiagnosticDescriptor NoRule = Error(
        "LRP0308", "Layer without a rule", "{0}: the layer '{1}' ({2}) has no rule; give it one, for instance \"{1}\": \"{3}\", or name a composite");

    public static readonly DiagnosticDescriptor CannotFold = Error(
        "LRP0309", "Batch norm cannot be folded", "{0}: '{1}' cannot be folded: {2}");

    // LRP04xx: sizes.

    public static readonly DiagnosticDescriptor SizeTooLarge = Error(
        "LRP0401", "Size too large", "{0}: needs {1}, but at most {2} are possible");

    // LRP05xx: the generator itself.

    public static readonly DiagnosticDescriptor GeneratorFailed = Error(
        "LRP0501", "LrpGen failed", "LrpGen failed on this description, which is a mistake in LrpGen ({0}, {1}); other models are not affected");

    /// <summary>All of them, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        FileUnreadable, JsonSyntax, DuplicateKey, RootNotObject, BadMetadata, DuplicateClass,
        UnsupportedModelType, UnsupportedArchitecture, MissingArchitecture, WrongType, OutOfRange, UnsupportedValue,
        MisspelledKey, UnknownKey, BadLabels, DuplicateLabel, LabelsDisagree, ConflictingKeys,
        UnknownLayerKey, MissingKey, UnknownOperator, UnknownLayer, InputNotBefore, DuplicateLayer,
        UnreachableLayer, OperatorNotAllowedHere,
        SizesDoNotFit, WrongRank, EmptyOutput, InputsDiffer, LabelCount,
        UnknownMethod, BadRuleParameter, PatternMatchesNothing, RuleDoesNotFit, DuplicateMethod,
        AmbiguousEntry, EntryWithoutEffect, NoRule, CannotFold,
        SizeTooLarge,
        GeneratorFailed,
    ];

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        Describe(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        Describe(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Describe(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: HelpFolder + id + ".md");
}
