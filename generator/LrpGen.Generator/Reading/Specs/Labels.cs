using System.Globalization;
using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>The outputs of a head: <c>id2label</c>, <c>label2id</c>, <c>num_labels</c>, <c>problem_type</c>.</summary>
internal sealed record Labels(EquatableArray<string> Names, string? ProblemType)
{
    /// <summary>Far above what any classifier has, and below what a slip of the keyboard could exhaust memory with.</summary>
    private const int MaxLabels = 1_000_000;

    private const string SingleLabel = "single_label_classification";

    public static Labels Read(ConfigReader config, ModelTask task)
    {
        if (task is ModelTask.MaskedLanguageModel or ModelTask.CausalLanguageModel or ModelTask.SequenceToSequence)
        {
            // Their outputs are the words of the vocabulary. Old versions wrote the default labels into every file.
            config.Ignored("id2label", "label2id", "num_labels", "problem_type");
            return new Labels([], null);
        }

        string[] names = ReadNames(config);
        CheckLabel2Id(config, names);
        if (task is ModelTask.SequenceClassification or ModelTask.ImageClassification or ModelTask.ImageClassificationWithTeacher)
            return new Labels(names.ToEquatableArray(), ReadProblemType(config, names.Length));
        config.Ignored("problem_type");
        return new Labels((task == ModelTask.QuestionAnswering ? AnswerEnds(config, names) : names).ToEquatableArray(), null);
    }

    /// <summary>The two outputs of question answering. The file's names for them are those of no labels.</summary>
    private static string[] AnswerEnds(ConfigReader config, string[] names)
    {
        string key = config.ValueOrNull("id2label") is null ? "num_labels" : "id2label";
        if (config.IsSound(key) && names.Length != 2)
            config.Report(DiagnosticCatalog.SizesDoNotFit, config.SpanOf(key), key, ConfigReader.Count(names.Length, "label"), "2 outputs for question answering: where the answer begins, and where it ends");
        return ["start", "end"];
    }

    private static string? ReadProblemType(ConfigReader config, int count)
    {
        const string Key = "problem_type";
        if (config.ValueOrNull(Key) is not { } value)
            return null;
        string type = config.Choice(Key, SingleLabel, "regression", SingleLabel, "multi_label_classification");
        // transformers refuses this too: the softmax of one logit is always 1.
        if (value.Text == SingleLabel && count == 1)
            config.Report(DiagnosticCatalog.UnsupportedValue, value.Span, Key, $"'{SingleLabel}' with one label", "'regression', 'multi_label_classification'", " (one output cannot choose between labels)");
        return type;
    }

    private static string[] ReadNames(ConfigReader config)
    {
        // 2 is transformers' default, and it does not save what is default.
        JsonNode? countNode = config.ValueOrNull("num_labels");
        int count = countNode is null ? 2 : config.Int("num_labels", 2, max: MaxLabels);
        if (config.ValueOrNull("id2label") is not { } map)
            return DefaultNames(count);
        string[] names = ReadId2Label(config, map);
        if (countNode is not null && names.Length > 0 && names.Length != count)
            config.Report(DiagnosticCatalog.ConflictingKeys, countNode.Span, "num_labels", ConfigReader.Text(count), "id2label", $"{ConfigReader.Text(names.Length)} labels");
        return names;
    }

    private static string[] DefaultNames(int count)
    {
        string[] names = new string[count];
        for (int id = 0; id < names.Length; id++)
            names[id] = "LABEL_" + ConfigReader.Text(id);
        return names;
    }

    /// <summary>Names by id. Ids must be 0, 1, 2 … in any order.</summary>
    private static string[] ReadId2Label(ConfigReader config, JsonNode map)
    {
        if (map.Kind != JsonKind.Object || map.Members.IsEmpty)
        {
            config.Report(DiagnosticCatalog.BadLabels, map.Span, "id2label", ConfigReader.Describe(map), "an object such as {\"0\": \"negative\", \"1\": \"positive\"}");
            return [];
        }

        int count = map.Members.Length;
        string?[] names = new string?[count];
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        foreach (JsonMember member in map.Members)
        {
            string key = $"id2label › {member.Key}";
            bool isId = int.TryParse(member.Key, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id < count;
            if (!isId || names[id] is not null)
            {
                config.Report(DiagnosticCatalog.BadLabels, member.KeySpan, key, $"the id '{member.Key}' among {ConfigReader.Text(count)} labels", $"each id from 0 to {ConfigReader.Text(count - 1)} once");
                continue;
            }

            // Python's dict keeps what the training put in: numbers, mostly. A label's name is its text then.
            bool isName = member.Value.Kind is JsonKind.String or JsonKind.Number or JsonKind.Boolean && !string.IsNullOrWhiteSpace(member.Value.Text);
            if (!isName)
            {
                config.Report(DiagnosticCatalog.BadLabels, member.Value.Span, key, ConfigReader.Describe(member.Value), "the label's name as a string that is not empty");
                continue;
            }

            names[id] = member.Value.Text;
            if (ids.TryGetValue(member.Value.Text, out int other))
                config.Report(DiagnosticCatalog.DuplicateLabel, member.Value.Span, key, member.Value.Text, $"id {ConfigReader.Text(other)}");
            else
                ids.Add(member.Value.Text, id);
        }

        // Where a name is missing, an error has been reported, and no spec comes out.
        return [.. names.Select(name => name ?? "")];
    }

    /// <summary>transformers predicts with <c>id2label</c> alone; a stale <c>label2id</c> is common and only worth a warning.</summary>
    private static void CheckLabel2Id(ConfigReader config, string[] names)
    {
        bool named = names.Length > 0 && !names.Contains("");
        if (config.ValueOrNull("label2id") is not { Kind: JsonKind.Object } map || !named)
            return;
        foreach (JsonMember member in map.Members)
        {
            int id = Array.IndexOf(names, member.Key);
            if (id >= 0 && member.Value.Text == ConfigReader.Text(id))
                continue;
            string known = id >= 0 ? $"'{member.Key}' is {ConfigReader.Text(id)}" : $"no label is named '{member.Key}'";
            config.Report(DiagnosticCatalog.LabelsDisagree, member.KeySpan, $"'{member.Key}': {ConfigReader.Describe(member.Value)}", known);
            return;
        }
    }
}
