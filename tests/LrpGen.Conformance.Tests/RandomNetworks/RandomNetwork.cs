using System.Text.Json;
using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>A layer graph with its methods, weights and samples, all of which follow from a seed.</summary>
/// <param name="Seed">From which it was drawn.</param>
/// <param name="InputShape">Without the batch.</param>
/// <param name="Layers">In an order of computation; the last one is the output.</param>
/// <param name="Methods">At least one.</param>
/// <param name="Values">What numbers its weights and samples are.</param>
/// <param name="Samples">How many.</param>
internal sealed record RandomNetwork(int Seed, int[] InputShape, RandomLayer[] Layers, RandomMethod[] Methods, RandomValues Values, int Samples)
{
    /// <summary>The name by which layers refer to the input.</summary>
    public const string InputName = "input";

    private static readonly JsonSerializerOptions OneLine = new() { WriteIndented = false };

    /// <summary>Name of the generated class.</summary>
    public string ClassName { get; init; } = $"Network{Seed}";

    /// <summary>The network as the text of a <c>*.lrp.json</c>, one layer a line.</summary>
    public string Description
    {
        get
        {
            string layers = string.Join(",\n", Layers.Select(l => "    " + l.Describe().ToJsonString(OneLine)));
            string methods = string.Join(",\n", Methods.Select(m => "    " + m.Describe().ToJsonString(OneLine)));
            return $$"""
                {
                  "name": "{{ClassName}}", "input": {"name": "{{InputName}}", "shape": [{{string.Join(", ", InputShape)}}]}, "output": "{{Layers[^1].Name}}",
                  "layers": [
                {{layers}}
                  ],
                  "relevance": [
                {{methods}}
                  ]
                }
                """;
        }
    }

    /// <summary>All samples, one behind the other.</summary>
    public float[] Input => [.. Enumerable.Range(0, Samples).SelectMany(s => Values.Draw(StableSeed($"input {s}"), Volume.Size(InputShape), Values.InputScale))];

    /// <summary>A tensor of the checkpoint.</summary>
    public float[] Weight(LayerWeight weight) => Values.DrawWeight(StableSeed(weight.Name), weight, OpOf(weight.Name));

    private string OpOf(string weight) => Layers.Single(l => l.Name == weight[..weight.LastIndexOf('.')]).Op;

    // String hash codes differ from run to run.
    private int StableSeed(string name) => name.Aggregate(Seed, (hash, c) => unchecked((hash * 31) + c));
}
