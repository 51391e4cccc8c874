using System.Collections.Immutable;
using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>What can be compiled of what can be read: the classes whose networks LrpGen has.</summary>
internal static class SupportedModels
{
    /// <summary>A class whose network is there is one entry here.</summary>
    private static readonly ImmutableArray<string> Classes =
    [
        "XLMRobertaForSequenceClassification",
        "RobertaForSequenceClassification",
        "BertForSequenceClassification",
        "DistilBertForSequenceClassification",
        "ElectraForSequenceClassification",
        "AlbertForSequenceClassification",
        "DebertaV2ForSequenceClassification",
        "ModernBertForSequenceClassification",
        "ViTForImageClassification",
        "DeiTForImageClassification",
    ];

    /// <summary>The families with a class that can be compiled.</summary>
    public static ImmutableArray<string> ModelTypes { get; } =
        [.. ModelClass.All.Where(IsSupported).Select(known => known.ModelType).Distinct()];

    /// <summary>The classes of a family that messages name: those that can be compiled, or, before there are any, read.</summary>
    public static IEnumerable<string> ClassesOf(string modelType)
    {
        ModelClass[] read = [.. ModelClass.Of(modelType)];
        return (read.Any(IsSupported) ? read.Where(IsSupported) : read).Select(known => known.Name);
    }

    /// <summary>Why a network cannot be compiled, or null. It stands at no place of the file: a spec has none.</summary>
    public static DiagnosticInfo? Refuse(ConfigSpec spec, string path)
    {
        if (Classes.Contains(spec.Architecture))
            return RefuseParts(spec, path);
        return ModelTypes.Contains(spec.ModelType)
            ? DiagnosticInfo.Create(
                DiagnosticCatalog.UnsupportedArchitecture, path, $"['{spec.Architecture}']", spec.ModelType, string.Join("', '", ClassesOf(spec.ModelType)))
            : DiagnosticInfo.Create(
                DiagnosticCatalog.UnsupportedModelType, path, $"'{spec.ModelType}'", ConfigReader.Quote(ModelTypes), "");
    }

    // What a family can have that its network here has not.
    private static DiagnosticInfo? RefuseParts(ConfigSpec spec, string path) => spec switch
    {
        DebertaV2Spec { Convolution: { } convolution } => DiagnosticInfo.Create(
            DiagnosticCatalog.UnsupportedValue, path, "conv_kernel_size", ConfigReader.Text(convolution.KernelSize), "0", " (the convolution beside the first layer is not computed yet)"),
        ModernBertSpec modernBert when modernBert.FullRope.Type == "longrope" || modernBert.SlidingRope.Type == "longrope" => DiagnosticInfo.Create(
            DiagnosticCatalog.UnsupportedValue, path, RopeKeys.Parameters + " › rope_type", "'longrope'", "'default', 'linear', 'dynamic', 'yarn', 'llama3'", " (its frequencies depend on the text's length)"),
        _ => null,
    };

    private static bool IsSupported(ModelClass known) => Classes.Contains(known.Name);
}
