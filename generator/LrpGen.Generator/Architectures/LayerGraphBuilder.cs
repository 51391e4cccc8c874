using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
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

    /// <summary>Begins the next part of the network.</summary>
    public void Section(string name, string module, int layer = -1) => section = new Section(name, module, layer, NamesOperators: true);

    /// <summary>Word + position (+ type) embeddings.</summary>
    public LayerSpec Embeddings(string module, EmbeddingSizes sizes, bool positionsAfterPadding, int paddingId)
    {
        LayerWeight Table(string name, int rows) => new("weight", $"{module}.{name}.weight", Dims.Of(rows, sizes.Columns));
        LayerWeight[] tables = [Table("word_embeddings", sizes.Vocabulary), Table("position_embeddings", sizes.Positions)];
        return Add(new LayerSpec(
            module,
            "embeddings",
            [],
            [],
            Dims.Of(sizes.Columns),
            new LayerOptions { Embedding = new EmbeddingOptions(positionsAfterPadding, paddingId) },
            sizes.Types > 0 ? [.. tables, Table("token_type_embeddings", sizes.Types)] : [.. tables])
        {
            Rows = RowKind.Tokens,
            Identifier = section.Name + "Sum",
        });
    }

    /// <summary>y = x · Wᵀ + b.</summary>
    public LayerSpec Linear(string name, string module, LayerSpec input, int columns) => Add(name, module, "linear", [input], columns, new LayerOptions { HasBias = true }, [
        new LayerWeight("weight", module + ".weight", Dims.Of(columns, input.OutputShape.Channels)),
        new LayerWeight("bias", module + ".bias", Dims.Of(columns)),
    ]);

    /// <summary>y = (x − mean) / σ · w + b, each row on its own.</summary>
    public LayerSpec LayerNorm(string name, string module, LayerSpec input, string epsilon)
    {
        Dims columns = input.OutputShape;
        return Add(name, module, "layer_norm", [input], columns.Channels, new LayerOptions { Epsilon = epsilon, HasBias = true }, [
            new LayerWeight("weight", module + ".weight", columns),
            new LayerWeight("bias", module + ".bias", columns),
        ]);
    }

    /// <summary>softmax(q · kᵀ / √d) · v in every head.</summary>
    public LayerSpec Attention(string name, string module, LayerSpec query, LayerSpec key, LayerSpec value, int heads)
        => Add(name, module, "attention", [query, key, value], value.OutputShape.Channels, new LayerOptions { Heads = heads });

    /// <summary>y = a + b.</summary>
    public LayerSpec Add(string name, LayerSpec a, LayerSpec b) => Add(name, null, "add", [a, b], a.OutputShape.Channels, new LayerOptions());

    /// <summary>y = f(x), element by element.</summary>
    /// <param name="name">Its name within the section.</param>
    /// <param name="function">An operator of layer graphs, and the mode of a GELU: <see cref="ActivationFunctions"/>.</param>
    /// <param name="input">x.</param>
    public LayerSpec Activation(string name, (string Op, string? Mode) function, LayerSpec input)
        => Add(name, null, function.Op, [input], input.OutputShape.Channels, new LayerOptions { Mode = function.Mode });

    /// <summary>The first row of every sequence.</summary>
    public LayerSpec FirstToken(string name, LayerSpec input)
        => Add(name, null, "first_token", [input], input.OutputShape.Channels, new LayerOptions(), rows: RowKind.Samples);

    /// <summary>Marks the input of a layer of the stack, or the output of the last one.</summary>
    public LayerSpec HiddenState(LayerSpec layer)
    {
        hiddenStates.Add(layer.Name);
        return layer;
    }

    /// <summary>The finished network.</summary>
    public LayerGraphSpec Build(EncoderSpec spec, LayerSpec logits) => new(
        spec.Architecture, "input_ids", [], layers.ToEquatableArray(), logits.Name, spec.Labels, spec.ProblemType ?? (spec.Labels.Count == 1 ? "regression" : string.Empty), [], [], spec.Sha256)
    {
        Tokens = new TokenInputSpec(
            spec.Architecture,
            Architecture.MaxTokens(spec),
            spec.VocabSize,
            spec.PadTokenId,
            spec.TypeVocabSize,
            spec.EmbeddingSize,
            spec.HiddenSize,
            spec.NumHiddenLayers,
            spec.NumAttentionHeads),
        HiddenStates = hiddenStates.ToEquatableArray(),
    };

    // A layer without weights has the name of its section and its own, as modules of a checkpoint are called.
    private LayerSpec Add(
        string name, string? module, string op, LayerSpec[] inputs, int columns, LayerOptions options, EquatableArray<LayerWeight> weights = default, RowKind? rows = null)
        => Add(new LayerSpec(
            module ?? $"{section.Module}.{Words.Of(name).Replace(' ', '_')}",
            op,
            inputs.Select(i => i.Name).ToEquatableArray(),
            inputs.Select(i => i.OutputShape).ToEquatableArray(),
            Dims.Of(columns),
            options,
            weights)
        {
            Rows = rows ?? inputs[0].Rows,
            Identifier = section.Name + name,
        });

    private LayerSpec Add(LayerSpec layer)
    {
        layer = layer with { Section = section };
        layers.Add(layer);
        return layer;
    }
}
