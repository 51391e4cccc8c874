using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>What a description says, and what is wrong with it. Without errors there is a spec, and only then.</summary>
internal sealed record ReadResult(ConfigSpec? Spec, EquatableArray<DiagnosticInfo> Diagnostics);

/// <summary>Reads the text of a <c>config.json</c>.</summary>
internal static class SpecReader
{
    public static ReadResult Read(string path, string text)
    {
        JsonReadResult json = JsonReader.Read(text, JsonOptions.HuggingFace);
        if (!json.Errors.IsEmpty || json.Root is null)
            return new ReadResult(null, json.Errors.Select(error => error.ToDiagnostic(path)).ToEquatableArray());
        if (json.Root.Kind != JsonKind.Object)
            return Refuse(DiagnosticInfo.Create(DiagnosticCatalog.RootNotObject, path, json.Root.Span, ConfigReader.Describe(json.Root)));

        if (FindFamily(path, json.Root, out DiagnosticInfo? unsupported) is not { } family)
            return Refuse(unsupported!);
        ConfigReader config = new(path, family.ModelType, json.Root);
        config.Value("model_type");
        ConfigSpec spec = family.Read(config, ReadClass(config, family));
        config.Finish();
        EquatableArray<DiagnosticInfo> diagnostics = config.Diagnostics.OrderBy(diagnostic => diagnostic.Span.Start).ToEquatableArray();
        return new ReadResult(diagnostics.Any(diagnostic => diagnostic.IsError) ? null : spec, diagnostics);
    }

    private static ReadResult Refuse(DiagnosticInfo diagnostic) => new(null, [diagnostic]);

    private static SpecFamily? FindFamily(string path, JsonNode root, out DiagnosticInfo? unsupported)
    {
        unsupported = null;
        JsonNode? modelType = root.Member("model_type")?.Value;
        SpecFamily? family = modelType is { Kind: JsonKind.String }
            ? SpecFamily.All.FirstOrDefault(candidate => candidate.ModelType == modelType.Text)
            : null;
        if (family is not null)
            return family;
        string hint = Hint(root, modelType) is { } meant ? $"; did you mean '{meant}'?" : "";
        unsupported = DiagnosticInfo.Create(
            DiagnosticCatalog.UnsupportedModelType,
            path,
            modelType?.Span ?? root.Span with { Length = 1, To = root.Span.From with { Column = root.Span.From.Column + 1 } },
            modelType is null ? "no such key" : ConfigReader.Describe(modelType),
            ConfigReader.Quote(SupportedModels.ModelTypes),
            hint);
        return null;
    }

    /// <summary>A model type with a similar name or, when the key is missing, the one that the architecture belongs to.</summary>
    private static string? Hint(JsonNode root, JsonNode? modelType)
    {
        if (modelType is not null)
            return Nearest.Find(modelType.Text, SupportedModels.ModelTypes);
        string? architecture = root.Member("architectures")?.Value.Items.FirstOrDefault()?.Text;
        return ModelClass.All.FirstOrDefault(known => known.Name == architecture)?.ModelType;
    }

    private static ModelClass ReadClass(ConfigReader config, SpecFamily family)
    {
        const string Key = "architectures";
        JsonNode? value = config.ValueOrNull(Key);
        if (value is null || (value.Kind == JsonKind.Array && value.Items.IsEmpty))
            config.Report(DiagnosticCatalog.MissingArchitecture, config.SpanOf(Key), family.DefaultClass.Name);
        else if (value.Kind != JsonKind.Array)
            config.Report(DiagnosticCatalog.WrongType, value.Span, Key, ConfigReader.Describe(value), "an array with one name");
        else if (value.Items.Length == 1 && ModelClass.Of(family.ModelType).FirstOrDefault(known => known.Name == value.Items[0].Text) is { } model)
            return model;
        else
            config.Report(DiagnosticCatalog.UnsupportedArchitecture, value.Span, $"[{string.Join(", ", value.Items.Select(ConfigReader.Describe))}]", family.ModelType, string.Join("', '", SupportedModels.ClassesOf(family.ModelType)));
        return family.DefaultClass;
    }
}
