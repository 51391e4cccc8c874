using System.Globalization;
using System.Text.RegularExpressions;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Reading;

/// <summary>A method as the user's code calls it.</summary>
internal sealed record MethodName(string Name, string Identifier);

/// <summary>
/// What the user's code sees of a model whose description cannot be read, or not yet: as much as its text tells. With it the
/// class keeps its members while somebody types, so that a comma that is missing is one error and not a hundred.
/// </summary>
/// <param name="IsText">Whether the model reads text.</param>
/// <param name="Labels">As far as they are known.</param>
/// <param name="Methods">As far as they are known.</param>
internal sealed record UnreadSpec(bool IsText, EquatableArray<string> Labels, EquatableArray<MethodName> Methods) : ModelSpec
{
    // Labels without names, of a number that nobody has checked.
    private const int MostDefaultLabels = 1000;

    /// <summary>The part of a network that the user's code sees.</summary>
    public static UnreadSpec Of(LayerGraphSpec network)
        => new(network.ReadsTokens, network.Labels, network.Methods.Select(m => new MethodName(m.Name, m.Identifier)).ToEquatableArray());

    /// <summary>The part of a description that was read which the user's code sees, where nothing was made of it.</summary>
    public static UnreadSpec Of(ModelSpec spec, string methods) => spec switch
    {
        ConfigSpec config => new UnreadSpec(config is TextSpec, config.Labels, MethodsOf(methods)),
        LayerGraphSpec graph => Of(graph),
        _ => (UnreadSpec)spec,
    };

    /// <summary>What can be seen in the text of a description that cannot be read.</summary>
    public static UnreadSpec Read(string path, string text, string methods)
    {
        if (!DescriptionReader.IsLayerGraph(path, text))
        {
            return new UnreadSpec(!IsOfPictures(Find(text, "model_type")?.Text), EncoderLabels(text), MethodsOf(methods));
        }

        string[] labels = [.. Find(text, "labels")?.Items.Where(IsName).Select(item => item.Text) ?? []];
        return new UnreadSpec(false, labels.ToEquatableArray(), GraphMethods.Names(path, Find(text, "relevance"), methods, hasAttention: false).ToEquatableArray());
    }

    private static EquatableArray<MethodName> MethodsOf(string methods)
        => GraphMethods.Names(string.Empty, null, methods, hasAttention: true).ToEquatableArray();

    private static EquatableArray<string> EncoderLabels(string text)
    {
        if (Find(text, "id2label") is { Members.IsEmpty: false } map)
        {
            return map.Members
                .Where(member => IsName(member.Value))
                .OrderBy(member => int.TryParse(member.Key, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : int.MaxValue)
                .Select(member => member.Value.Text)
                .ToEquatableArray();
        }

        int count = int.TryParse(Find(text, "num_labels")?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 2;
        return Enumerable.Range(0, Math.Min(count, MostDefaultLabels)).Select(id => "LABEL_" + id.ToString(CultureInfo.InvariantCulture)).ToEquatableArray();
    }

    private static bool IsOfPictures(string? modelType) => ModelClass.Of(modelType ?? "").Any(known => known.Task is ModelTask.ImageClassification);

    private static bool IsName(JsonNode node) => node.Kind is JsonKind.String or JsonKind.Number && !string.IsNullOrWhiteSpace(node.Text);

    // The value of a key: in the tree as far as there is one, otherwise behind the first place where the key stands.
    private static JsonNode? Find(string text, string key)
    {
        if (JsonReader.Read(text, JsonOptions.HandWritten).Root?.Member(key)?.Value is { } known)
        {
            return known;
        }

        Match place = Regex.Match(text, $"\"{key}\"\\s*:");
        return place.Success ? JsonReader.Read(text.Substring(place.Index + place.Length), JsonOptions.HandWritten).Root : null;
    }
}
