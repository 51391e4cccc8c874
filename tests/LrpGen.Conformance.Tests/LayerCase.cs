using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>A golden case of a layer graph: its own rules a layer, as the peer that computed it names them.</summary>
internal sealed class LayerCase
{
    private static readonly ConcurrentDictionary<string, Lazy<Type>> Compiled = new();

    private readonly GoldenCase golden;
    private readonly JsonElement root;

    public LayerCase(GoldenCase golden)
    {
        this.golden = golden;
        root = JsonDocument.Parse(File.ReadAllText(Path.Combine(golden.Folder, "case.json"))).RootElement.Clone();
    }

    public IEnumerable<JsonProperty> Methods => root.GetProperty("methods").EnumerateObject();

    public JsonElement Method(string name) => root.GetProperty("methods").GetProperty(name);

    private Type Model => Compiled.GetOrAdd(golden.Folder, _ => new Lazy<Type>(Compile)).Value;

    /// <summary>Loads the case's model; the code is compiled once.</summary>
    /// <param name="width">Vector width.</param>
    /// <param name="folder">Where the weights lie, if not with the case.</param>
    public ArrayClassifier Load(VectorWidth width, string? folder = null)
        => GeneratedAssembly.Load<ArrayClassifier>(Model, folder ?? golden.Folder, new ArrayClassifierOptions { Width = width });

    /// <summary>Packs the case's weights.</summary>
    public void Pack(string path) => GeneratedAssembly.Pack(Model, golden.Folder, path);

    /// <summary>The samples of the case, one behind the other.</summary>
    public (float[] Values, int Count) Input() => Floats("input");

    /// <summary>A float tensor of the references; its first dimension.</summary>
    public (float[] Values, int Count) Floats(string name)
    {
        using Checkpoint file = Checkpoint.Open(Path.Combine(golden.Folder, "expected.safetensors"));
        WeightTensor tensor = file.Tensors[name];
        float[] values = new float[tensor.Count];
        tensor.Read(0, values);
        return (values, (int)tensor.Shape[0]);
    }

    /// <summary>The channels that a method of conditional relevance goes through.</summary>
    public static ImmutableArray<ChannelCondition> Conditions(JsonElement method)
        => method.TryGetProperty("conditions", out JsonElement conditions) && conditions.ValueKind == JsonValueKind.Object
            ? [.. conditions.EnumerateObject().Select(c => new ChannelCondition(c.Name, [.. c.Value.EnumerateArray().Select(v => v.GetInt32())]))]
            : [];

    /// <summary>
    /// Relevance of the output where it begins inside a mask: the target's logits there, or ones, and nothing elsewhere.
    /// Empty for all other methods.
    /// </summary>
    public float[] MaskedSeed(JsonElement method, string target, ArrayClassifier model, Session session, float[] input, int count)
    {
        string seed = method.GetProperty("seed").GetString()!;
        if (!seed.StartsWith("mask", StringComparison.Ordinal))
        {
            return [];
        }

        session.Predict(input, count);
        float[] mask = Floats("mask").Values;
        int positions = mask.Length / count, outputs = model.Description.OutputSize;
        int first = int.Parse(target, System.Globalization.CultureInfo.InvariantCulture) * positions;
        float[] relevance = new float[count * outputs];
        for (int i = 0; i < mask.Length; i++)
        {
            (int sample, int position) = (i / positions, i % positions);
            relevance[(sample * outputs) + first + position] = seed == "mask_one_hot" ? mask[i] : mask[i] * session.Logits(sample)[first + position];
        }

        return relevance;
    }

    private Type Compile() => CompiledGraph.Compile(golden.Name, LayerMethodTranslator.Graph(golden));
}
