using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>Writes a network down the way a paper describes it: one call a layer. A layer is what its output is called by.</summary>
internal sealed class LayerGraphBuilder
{
    private readonly List<LayerSpec> layers = [];
    private readonly List<string> hiddenStates = [];
    private Section section = new(string.Empty, string.Empty);
    private LayerSpec? input;

    /// <summary>Begins the next part of the network.</summary>
    public void Section(string name, string module, int layer = -1) => section = new Section(name, module, layer, NamesOperators: true);

    /// <summary>The network's input, where it is numbers.</summary>
    public LayerSpec Input(string name, params int[] shape) => input = new LayerSpec(name, "input", [], [], Dims.Of(shape), new LayerOptions(), []);

    /// <summary>Word embeddings, and those of positions and types where there are some.</summary>
    /// <param name="module">Checkpoint name.</param>
    /// <param name="columns">Their columns.</param>
    /// <param name="words">The table of words: its name within the module, and its rows.</param>
    /// <param name="positions">The same of positions; null for none.</param>
    /// <param name="types">The same of types; null for none.</param>
    /// <param name="options">How ids become rows.</param>
    public LayerSpec Embeddings(
        string module, int columns, (string Name, int Rows) words, (string Name, int Rows)? positions, (string Name, int Rows)? types, EmbeddingOptions options)
    {
        LayerWeight Table(string role, (string Name, int Rows) table) => new(role, $"{module}.{table.Name}.weight", Dims.Of(table.Rows, columns));
        LayerWeight[] tables =
        [
            Table("words", words),
            .. positions is { } p ? [Table("positions", p)] : Array.Empty<LayerWeight>(),
            .. types is { } t ? [Table("types", t)] : Array.Empty<LayerWeight>(),
        ];
        return Add(new LayerSpec(module, "embeddings", [], [], Dims.Of(columns), new LayerOptions { Embedding = options }, [.. tables])
        {
            Rows = RowKind.Tokens,
            Identifier = section.Name + "Sum",
        });
    }

    /// <summary>y = x · Wᵀ + b.</summary>
    /// <param name="name">Its name within the section.</param>
    /// <param name="module">Its name.</param>
    /// <param name="input">x.</param>
    /// <param name="columns">Its outputs.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weights">The module whose weights it has, if that is another one.</param>
    /// <param name="outputs">The first of the outputs of that module's weights that are its own, and how many those weights have; null where it has all.</param>
    public LayerSpec Linear(string name, string module, LayerSpec input, int columns, bool bias = true, string? weights = null, (int First, int Of)? outputs = null)
    {
        string of = weights ?? module;
        int rows = outputs?.Of ?? columns;
        LayerWeight weight = new("weight", of + ".weight", Dims.Of(rows, input.OutputShape.Channels));
        return Add(
            name, module, "linear", [input], columns, new LayerOptions { HasBias = bias, Outputs = outputs }, bias ? [weight, new LayerWeight("bias", of + ".bias", Dims.Of(rows))] : [weight], weights: of);
    }

    /// <summary>A convolution whose windows lie side by side: patches of a picture, each a row behind it.</summary>
    public LayerSpec Patches(string name, string module, LayerSpec input, int columns, int height, int width)
    {
        Dims picture = input.OutputShape;
        Dims grid = Dims.Of(columns, picture[1] / height, picture[2] / width);
        LayerOptions options = new()
        {
            Kernel = [height, width],
            Stride = [height, width],
            Padding = [0, 0],
            PaddingBehind = [0, 0],
            Dilation = [1, 1],
            OutputPadding = [0, 0],
            Groups = 1,
            HasBias = true,
        };
        LayerSpec patches = Add(new LayerSpec(module, "conv2d", [input.Name], [picture], grid, options, [
            new LayerWeight("weight", module + ".weight", Dims.Of(columns, picture[0], height, width)),
            new LayerWeight("bias", module + ".bias", Dims.Of(columns)),
        ])
        {
            Identifier = section.Name + name,
        });
        Dims rows = Dims.Of(columns, grid[1] * grid[2]);
        return Add(new LayerSpec($"{section.Module}.rows", "reshape", [patches.Name], [grid], rows, new LayerOptions { Shape = rows.Sizes }, []) { Identifier = section.Name + "Rows" });
    }

    /// <summary>A learned row before those of every sample.</summary>
    public LayerSpec ClassToken(string name, string tensor, LayerSpec input) => Rows(name, tensor, "learned_rows", input, 1, 1);

    /// <summary>A learned row added to each position.</summary>
    public LayerSpec Positions(string name, string tensor, LayerSpec input) => Rows(name, tensor, "learned_positions", input, input.OutputShape[1], 0);

    /// <summary>y = (x − mean) / σ · w + b, each row on its own.</summary>
    public LayerSpec LayerNorm(string name, string module, LayerSpec input, string epsilon, bool bias = true, string? weights = null) => Norm("layer_norm", name, module, input, epsilon, bias, weights);

    /// <summary>y = x / rms · w, each row on its own.</summary>
    public LayerSpec RmsNorm(string name, string module, LayerSpec input, string epsilon) => Norm("rms_norm", name, module, input, epsilon, bias: false, null);

    /// <summary>Columns of every head turned by the row's position.</summary>
    public LayerSpec Rotary(string name, LayerSpec input, RotaryOptions rotary) => Add(name, null, "rotary", [input], input.OutputShape.Channels, new LayerOptions { Rotary = rotary });

    /// <summary>softmax(q · kᵀ / √d) · v in every head.</summary>
    public LayerSpec Attention(string name, string module, LayerSpec query, LayerSpec key, LayerSpec value, AttentionOptions options)
        => Add(name, module, "attention", [query, key, value], query.OutputShape.Channels, new LayerOptions { Attention = options });

    /// <summary>y = a + b.</summary>
    public LayerSpec Add(string name, LayerSpec a, LayerSpec b) => Add(name, null, "add", [a, b], a.OutputShape.Channels, new LayerOptions());

    /// <summary>y = signal ⊙ gate.</summary>
    public LayerSpec Multiply(string name, LayerSpec signal, LayerSpec gate) => Add(name, null, "mul", [signal, gate], signal.OutputShape.Channels, new LayerOptions());

    /// <summary>y = f(x), element by element.</summary>
    /// <param name="name">Its name within the section.</param>
    /// <param name="function">An operator of layer graphs, and the mode of a GELU: <see cref="ActivationFunctions"/>.</param>
    /// <param name="input">x.</param>
    public LayerSpec Activation(string name, (string Op, string? Mode) function, LayerSpec input)
        => Add(name, null, function.Op, [input], input.OutputShape.Channels, new LayerOptions { Mode = function.Mode });

    /// <summary>The first row of every sample.</summary>
    public LayerSpec FirstToken(string name, LayerSpec input) => OneRow(name, "first_token", input);

    /// <summary>The mean of the rows of every sample.</summary>
    public LayerSpec Mean(string name, LayerSpec input) => OneRow(name, "mean_rows", input);

    /// <summary>Marks the input of a layer of the stack, or the output of the last one.</summary>
    public LayerSpec HiddenState(LayerSpec layer)
    {
        hiddenStates.Add(layer.Name);
        return layer;
    }

    /// <summary>The finished network.</summary>
    /// <param name="spec">What it is called, its labels.</param>
    /// <param name="tokens">What it says of the tokens that it reads; null where it reads numbers.</param>
    /// <param name="logits">Its output.</param>
    public LayerGraphSpec Build(ConfigSpec spec, TokenInputSpec? tokens, LayerSpec logits) => new(
        spec.Architecture,
        input?.Name ?? "input_ids",
        input?.OutputShape.Sizes ?? [],
        layers.ToEquatableArray(),
        logits.Name,
        spec.Labels,
        spec.ProblemType ?? (spec.Labels.Count == 1 ? "regression" : string.Empty),
        [],
        [],
        spec.Sha256)
    {
        Tokens = tokens,
        HiddenStates = tokens is null ? [] : hiddenStates.ToEquatableArray(),
    };

    private LayerSpec Norm(string op, string name, string module, LayerSpec input, string epsilon, bool bias, string? weights)
    {
        Dims columns = Dims.Of(input.OutputShape.Channels);
        string of = weights ?? module;
        LayerWeight weight = new("weight", of + ".weight", columns);
        return Add(
            name, module, op, [input], columns.Channels, new LayerOptions { Epsilon = epsilon, HasBias = bias }, bias ? [weight, new LayerWeight("bias", of + ".bias", columns)] : [weight], weights: of);
    }

    private LayerSpec Rows(string name, string tensor, string op, LayerSpec input, int rows, int more) => Add(new LayerSpec(
        tensor,
        op,
        [input.Name],
        [input.OutputShape],
        Dims.Of(input.OutputShape[0], input.OutputShape[1] + more),
        new LayerOptions(),
        [new LayerWeight("rows", tensor, Dims.Of(1, rows, input.OutputShape[0]))])
    {
        Identifier = section.Name + name,
    });

    private LayerSpec OneRow(string name, string op, LayerSpec input) => Add(
        new LayerSpec(NameOf(name), op, [input.Name], [input.OutputShape], Dims.Of(input.OutputShape.Channels), new LayerOptions(), []) { Identifier = section.Name + name });

    // As many rows as its first input has.
    private LayerSpec Add(
        string name, string? module, string op, LayerSpec[] inputs, int columns, LayerOptions options, EquatableArray<LayerWeight> weightTensors = default, string? weights = null)
    {
        string full = module ?? NameOf(name);
        return Add(new LayerSpec(
            full,
            op,
            inputs.Select(i => i.Name).ToEquatableArray(),
            inputs.Select(i => i.OutputShape).ToEquatableArray(),
            new Dims(inputs[0].OutputShape.Sizes.Select((size, axis) => axis == 0 ? columns : size).ToEquatableArray()),
            options,
            weightTensors)
        {
            Rows = inputs[0].Rows,
            Identifier = section.Name + name,
            Module = weights ?? full,
        });
    }

    // A layer without a module has the name of its section and its own, as modules of a checkpoint are called.
    private string NameOf(string name) => $"{section.Module}.{Words.Of(name).Replace(' ', '_')}";

    private LayerSpec Add(LayerSpec layer)
    {
        layer = layer with { Section = section };
        layers.Add(layer);
        return layer;
    }
}
