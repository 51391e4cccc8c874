using System.Text.Json;

namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>
/// A layer graph in double precision, from definitions: the forward pass, and relevance layer by layer on dense matrices.
/// Slow and plain; it shares nothing with what it is held against.
/// </summary>
internal sealed class Network
{
    private readonly string input;
    private readonly int[] inputShape;
    private readonly Layer[] layers;
    private readonly Dictionary<(string Layer, bool Folded), LayerFunction> functions = [];

    /// <summary>Reads a description.</summary>
    /// <param name="description">The text of a <c>*.lrp.json</c>.</param>
    /// <param name="weights">A tensor by its name, or null.</param>
    public Network(string description, Func<string, double[]?> weights)
    {
        JsonElement root = JsonDocument.Parse(description).RootElement;
        JsonElement about = root.GetProperty("input");
        input = about.TryGetProperty("name", out JsonElement name) ? name.GetString()! : "input";
        inputShape = [.. about.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32())];
        string before = input;
        List<Layer> read = [];
        foreach (JsonElement fields in root.GetProperty("layers").EnumerateArray())
        {
            string[] inputs = fields.TryGetProperty("inputs", out JsonElement given) ? [.. given.EnumerateArray().Select(v => v.GetString()!)] : [before];
            read.Add(new Layer(fields, inputs, weights));
            before = read[^1].Name;
        }

        layers = [.. read];
        Dictionary<string, double[]> values = Forward(new double[Volume.Size(inputShape)]);
        Outputs = values[layers[^1].Name].Length;
    }

    /// <summary>The names of the layers, in their order.</summary>
    public IEnumerable<string> Layers => layers.Select(l => l.Name);

    /// <summary>How many numbers the last layer gives.</summary>
    public int Outputs { get; }

    /// <summary>The output of every layer, and the input, by name.</summary>
    public Dictionary<string, double[]> Forward(double[] x)
    {
        Dictionary<string, double[]> values = new() { [input] = x };
        Dictionary<string, int[]> shapes = new() { [input] = inputShape };
        foreach (Layer layer in layers)
        {
            if (!functions.TryGetValue((layer.Name, false), out LayerFunction? function))
            {
                function = functions[(layer.Name, false)] = new LayerFunction(layer, [.. layer.Inputs.Select(i => shapes[i])]);
            }

            values[layer.Name] = function.Values(InputsOf(layer, values));
            shapes[layer.Name] = function.OutputShape;
        }

        // The batch norm that is folded into a layer stands right behind it.
        foreach (Layer norm in layers.Where(l => l.Op == "batch_norm" && layers.Any(p => p.IsProduct && p.Name == l.Inputs[0])))
        {
            Layer product = layers.First(l => l.Name == norm.Inputs[0]);
            _ = functions.TryAdd((product.Name, true), new LayerFunction(product, [.. product.Inputs.Select(i => shapes[i])], norm));
        }

        return values;
    }

    /// <summary>Relevance of the output of every layer, and of the input, by name.</summary>
    /// <param name="x">One sample.</param>
    /// <param name="ruleOf">The rule of a layer; a layer without one is differentiated.</param>
    /// <param name="seed">Relevance of the output, from the output: that of the logits where the softmax is skipped.</param>
    public Dictionary<string, double[]> Relevance(double[] x, Func<string, Rule?> ruleOf, Func<double[], double[]> seed)
        => Relevance(Forward(x), ruleOf, seed);

    /// <summary>The same with given values of the layers, which another forward pass may have computed.</summary>
    /// <param name="values">The output of every layer, and the input, by name.</param>
    /// <param name="ruleOf">The rule of a layer.</param>
    /// <param name="seed">Relevance of the output, from the output.</param>
    public Dictionary<string, double[]> Relevance(IReadOnlyDictionary<string, double[]> values, Func<string, Rule?> ruleOf, Func<double[], double[]> seed)
    {
        Rule RuleOf(Layer layer) => ruleOf(layer.Name) ?? Rule.Gradient;
        Dictionary<string, double[]> relevance = values.ToDictionary(v => v.Key, v => new double[v.Value.Length]);
        string start = RuleOf(layers[^1]).Name == "skip" ? layers[^1].Inputs[0] : layers[^1].Name;
        relevance[start] = seed(values[start]);
        foreach (Layer layer in layers.Reverse())
        {
            Rule rule = RuleOf(layer);
            if (rule.Name == "skip")
            {
                continue;
            }

            bool folds = layers.Any(l => l.Inputs.Contains(layer.Name) && RuleOf(l).Name == "folded");
            double[] share = rule.Name == "folded"
                ? relevance[layer.Name]
                : Formulas.Relevance(rule, functions[(layer.Name, folds)], InputsOf(layer, values), relevance[layer.Name]);
            int first = 0;
            foreach (string source in layer.Inputs)
            {
                for (int i = 0; i < values[source].Length; i++)
                {
                    relevance[source][i] += share[first + i];
                }

                first += values[source].Length;
            }
        }

        return relevance;
    }

    private static double[] InputsOf(Layer layer, IReadOnlyDictionary<string, double[]> values) => [.. layer.Inputs.SelectMany(i => values[i])];
}
