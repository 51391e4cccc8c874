using LrpGen.Generator.Graphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>
/// A network as a list of layers, as a <c>*.lrp.json</c> file describes it: see <c>docs/layer-graphs.md</c>. Holds no
/// positions, so that moving text changes nothing downstream.
/// </summary>
/// <param name="Name">Of the network.</param>
/// <param name="InputName">The name by which layers refer to the input; no layer has it.</param>
/// <param name="InputShape">Without the batch: [features], [channels, length], [channels, height, width] …</param>
/// <param name="Layers">In an order of computation; each contributes to the output. At least one.</param>
/// <param name="Output">The layer whose output is the network's; always the last of <paramref name="Layers"/>.</param>
/// <param name="Labels">Names of the outputs by index, or of the output's channels where it has axes behind them.</param>
/// <param name="ProblemType">What the outputs mean: one of <see cref="OutputProblem"/>'s words.</param>
/// <param name="Methods">At least one, with different names and identifiers.</param>
/// <param name="Columns">Names of the input's features, for tables; empty when the file gives none.</param>
/// <param name="Sha256">Of the description with its keys sorted and without white space and comments.</param>
internal sealed record LayerGraphSpec(
    string Name,
    string InputName,
    EquatableArray<int> InputShape,
    EquatableArray<LayerSpec> Layers,
    string Output,
    EquatableArray<string> Labels,
    string ProblemType,
    EquatableArray<GraphMethodSpec> Methods,
    EquatableArray<string> Columns,
    string Sha256) : ModelSpec
{
    /// <summary>What is known of the tokens that it reads; <see langword="null"/> where it reads numbers of <see cref="InputShape"/>.</summary>
    public TokenInputSpec? Tokens { get; init; }

    /// <summary>Whether the input is ids of tokens, as many as there are, and not numbers.</summary>
    public bool ReadsTokens => Tokens is not null;

    /// <summary>The layers whose outputs are the hidden states: input of each layer of a stack, and the output of the last one.</summary>
    public EquatableArray<string> HiddenStates { get; init; } = [];

    /// <summary>Whether a method explains a probability, through the softmax of the output, and not a logit.</summary>
    public bool ExplainsSoftmax(GraphMethodSpec method)
        => Layers[Layers.Count - 1].Op == "softmax" && method.Rules[Layers.Count - 1].Rule != "skip";
}

/// <summary>What a network over tokens takes.</summary>
/// <param name="Architecture">The model's class in transformers.</param>
/// <param name="MaxTokens">Longest sequence that the positions allow.</param>
/// <param name="VocabularySize">How many ids there are.</param>
/// <param name="PaddingId">The id that is no token.</param>
/// <param name="TokenTypes">How many types of tokens there are; 0 for none.</param>
/// <param name="EmbeddingSize">Columns of the embeddings.</param>
/// <param name="HiddenSize">Columns of the hidden states.</param>
/// <param name="Layers">Layers of the stack.</param>
/// <param name="Heads">Attention heads of each.</param>
internal sealed record TokenInputSpec(
    string Architecture, int MaxTokens, int VocabularySize, int PaddingId, int TokenTypes, int EmbeddingSize, int HiddenSize, int Layers, int Heads);

/// <summary>One layer.</summary>
/// <param name="Name">Unique; also the prefix of its weights in the checkpoint.</param>
/// <param name="Op">The operator's name, one of <see cref="LayerOps"/>.</param>
/// <param name="Inputs">Names of earlier layers, or the graph's input.</param>
/// <param name="InputShapes">Theirs, in the same order.</param>
/// <param name="OutputShape">What it computes.</param>
/// <param name="Options">Its fields, complete: what the file leaves out has its default.</param>
/// <param name="Weights">What the checkpoint has to hold for it, in the order in which the operator uses them.</param>
internal sealed record LayerSpec(
    string Name,
    string Op,
    EquatableArray<string> Inputs,
    EquatableArray<Dims> InputShapes,
    Dims OutputShape,
    LayerOptions Options,
    EquatableArray<LayerWeight> Weights)
{
    /// <summary>The prefix of its weights in the checkpoint, where several layers use the same ones.</summary>
    public string Module { get; init; } = Name;

    /// <summary>What a row of its output stands for.</summary>
    public RowKind Rows { get; init; } = RowKind.Samples;

    /// <summary>Its name in the generated code; <see langword="null"/> for one that is made of its name.</summary>
    public string? Identifier { get; init; }

    /// <summary>The part of the network that it belongs to; <see langword="null"/> where parts begin with each layer that has weights.</summary>
    public Section? Section { get; init; }
}

/// <summary>A tensor of the checkpoint.</summary>
/// <param name="Role"><c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c>.</param>
/// <param name="Name">In the checkpoint.</param>
/// <param name="Shape">As stored.</param>
internal sealed record LayerWeight(string Role, string Name, Dims Shape);
