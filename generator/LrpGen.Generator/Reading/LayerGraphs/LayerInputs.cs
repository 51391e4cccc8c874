using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>Which layer reads which: the <c>inputs</c> keys of all layers, before anything else is known of them.</summary>
internal sealed class LayerInputs
{
    private readonly string inputName;
    private readonly string?[] names;
    private readonly JsonNode[] nodes;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    private LayerInputs(string inputName, string?[] names, JsonNode[] nodes)
    {
        this.inputName = inputName;
        this.names = names;
        this.nodes = nodes;
        for (int index = 0; index < names.Length; index++)
        {
            if (names[index] is { } name && !places.ContainsKey(name))
                places.Add(name, index);
        }
    }

    public static LayerInputs Of(JsonNode layers, string inputName) => new(
        inputName,
        [.. layers.Items.Select(layer => layer.Member("name")?.Value is { Kind: JsonKind.String } name ? name.Text : null)],
        [.. layers.Items]);

    /// <summary>The names that a layer reads; the layer before it, or the input, when it gives none. Null where they are wrong.</summary>
    public string[]? Check(int index, ObjectReader reader, LayerOp? op)
    {
        if (reader.Value("inputs") is not { } value)
        {
            if (op is { ManyInputs: true })
            {
                reader.ReportAt(DiagnosticCatalog.MissingKey, "inputs", op.InputNames);
                return null;
            }

            return index == 0 ? [inputName] : names[index - 1] is { } before ? [before] : null;
        }

        bool isList = value.Kind == JsonKind.Array && !value.Items.IsEmpty && value.Items.All(item => item.Kind == JsonKind.String);
        if (!isList || (op is not null && ((value.Items.Length > 1) != op.ManyInputs || value.Items.Length > op.MostInputs)))
        {
            string expected = op is null ? "an array of names" : op.InputNames;
            string found = isList ? $"{ConfigReader.Text(value.Items.Length)} names" : ConfigReader.Describe(value);
            reader.ReportAt(DiagnosticCatalog.WrongType, "inputs", found, expected);
            return null;
        }

        bool known = true;
        foreach (JsonNode item in value.Items)
            known &= IsBefore(index, item, reader);
        return known ? [.. value.Items.Select(item => item.Text)] : null;
    }

    private bool IsBefore(int index, JsonNode item, ObjectReader reader)
    {
        string name = item.Text;
        int place = PlaceOf(name);
        if (name == inputName || (place >= 0 && place < index))
            return true;
        if (place == index)
        {
            Report("a layer cannot be its own input");
        }
        else if (place > index)
        {
            string line = ConfigReader.Text(nodes[place].Span.From.Line + 1);
            Report(Needs(place, index)
                ? $"it stands in line {line} and needs this layer itself, so neither could be computed first"
                : $"it stands in line {line}, behind this layer; put every layer behind those that it reads");
        }
        else
        {
            string hint = Nearest.Find(name, names.Take(index).OfType<string>().Append(inputName)) is { } nearest ? $"; did you mean '{nearest}'?" : "";
            reader.Report(DiagnosticCatalog.UnknownLayer, item.Span, $"{names[index]} › inputs", name, hint);
        }

        return false;

        void Report(string reason) => reader.Report(DiagnosticCatalog.InputNotBefore, item.Span, $"{names[index]} › inputs", name, reason);
    }

    /// <summary>Whether a layer reads another, directly or through layers between.</summary>
    private bool Needs(int from, int target)
    {
        HashSet<int> seen = [];
        Stack<int> open = new([from]);
        while (open.Count > 0)
        {
            int layer = open.Pop();
            if (layer == target)
                return true;
            if (!seen.Add(layer))
                continue;
            foreach (int read in Reads(layer))
                open.Push(read);
        }

        return false;
    }

    private IEnumerable<int> Reads(int layer)
    {
        if (nodes[layer].Member("inputs")?.Value is not { } value)
            return layer > 0 ? [layer - 1] : [];
        return value.Items.Select(item => PlaceOf(item.Text)).Where(place => place >= 0);
    }

    private int PlaceOf(string name) => places.TryGetValue(name, out int place) ? place : -1;
}
