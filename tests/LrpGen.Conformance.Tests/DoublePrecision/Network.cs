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
    /// <param name="conditions">Channels of layers that relevance goes on in; what is returned of such a layer is the whole.</param>
    public Dictionary<string, double[]> Relevance(
        IReadOnlyDictionary<string, double[]> values, Func<string, Rule?> ruleOf, Func<double[], double[]> seed, IReadOnlyDictionary<string, int[]>? conditions = null)
    {
        Dictionary<string, double[]> relevance = values.ToDictionary(v => v.Key, v => new double[v.Value.Length]);

        // What is skipped has the relevance of what is before it.
        Layer last = layers[^1];
        relevance[last.Name] = seed(values[RuleOf(last, ruleOf).Name == "skip" ? last.Inputs[0] : last.Name]);
        foreach (Layer layer in layers.Reverse())
        {
            foreach ((string source, double[] share, _) in SharesOf(layer.Name, values, ruleOf, relevance[layer.Name], conditions))
            {
                for (int i = 0; i < share.Length; i++)
                {
                    relevance[source][i] += share[i];
                }
            }
        }

        return relevance;
    }

    /// <summary>What a layer hands to each of its inputs.</summary>
    /// <param name="name">The layer.</param>
    /// <param name="values">The output of every layer, and the input, by name.</param>
    /// <param name="ruleOf">The rule of a layer.</param>
    /// <param name="relevance">Of the layer's output.</param>
    /// <param name="conditions">Channels of layers that relevance goes on in.</param>
    /// <returns>By input: its share, and how many units of rounding that may lose (<see cref="Shares.Rounding"/>).</returns>
    public IEnumerable<(string Source, double[] Share, double[] Rounding)> SharesOf(
        string name, IReadOnlyDictionary<string, double[]> values, Func<string, Rule?> ruleOf, double[] relevance, IReadOnlyDictionary<string, int[]>? conditions = null)
    {
        Layer layer = layers.Single(l => l.Name == name);
        Rule rule = RuleOf(layer, ruleOf);
        if (conditions?.TryGetValue(name, out int[]? channels) == true)
        {
            int positions = relevance.Length / functions[(name, false)].OutputShape[0];
            relevance = [.. relevance.Select((r, i) => channels.Contains(i / positions) ? r : 0)];
        }

        Layer? norm = layers.FirstOrDefault(l => l.Inputs.Contains(name) && RuleOf(l, ruleOf).Name == "folded");
        Shares shares = rule.Name is "folded" or "skip"
            ? Shares.Of(relevance)
            : Formulas.Relevance(rule, functions[(name, norm is not null)], InputsOf(layer, values), values[norm?.Name ?? name], relevance);
        int first = 0;
        foreach (string source in layer.Inputs)
        {
            Range part = first..(first + values[source].Length);
            yield return (source, shares.Values[part], shares.Rounding[part]);
            first = part.End.Value;
        }
    }

    /// <summary>What a layer computes from given inputs, and the sum of the magnitudes that it adds up, output by output.</summary>
    /// <param name="name">The layer.</param>
    /// <param name="values">The output of every layer, and the input, by name.</param>
    public (double[] Values, double[] Magnitudes) OutputOf(string name, IReadOnlyDictionary<string, double[]> values)
    {
        Layer layer = layers.Single(l => l.Name == name);
        LayerFunction function = functions[(name, false)];
        double[] x = InputsOf(layer, values), y = function.Values(x);
        double largest = y.Max(Math.Abs);
        if (layer.Op is "gelu" or "silu")
        {
            // z times a share that float32 takes as a difference: ½(1 + erf), or a sigmoid that ends above 0.
            largest = Math.Max(largest, x.Max(Math.Abs) * (layer.Op == "gelu" ? 1 : 1e-30));
        }

        if (!function.IsLinear && layer.Op != "layer_norm")
        {
            return (y, [.. y.Select(_ => largest)]);
        }

        (double[,] w, double[] b) = function.Linear(x);
        return (y, [.. y.Select((_, j) => Math.Max(largest, Math.Abs(b[j]) + x.Select((v, i) => Math.Abs(v * w[i, j])).Sum()))]);
    }

    private static Rule RuleOf(Layer layer, Func<string, Rule?> ruleOf) => ruleOf(layer.Name) ?? Rule.Gradient;

    private static double[] InputsOf(Layer layer, IReadOnlyDictionary<string, double[]> values) => [.. layer.Inputs.SelectMany(i => values[i])];
}
