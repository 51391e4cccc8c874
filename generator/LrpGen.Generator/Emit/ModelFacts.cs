using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Emit;

/// <summary>What the model's own file says beside its passes, whatever it was read from.</summary>
internal sealed record ModelFacts
{
    /// <summary>The first line of the file: what network it is.</summary>
    public required string Title { get; init; }

    /// <summary>The model's class in transformers; empty for a layer graph.</summary>
    public string Architecture { get; init; } = string.Empty;

    /// <summary>SHA-256 of the description.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What of the description the hash leaves out.</summary>
    public required string HashedWithout { get; init; }

    /// <summary>The class's summary.</summary>
    public required string Summary { get; init; }

    /// <summary>The class's remarks, as lines.</summary>
    public required EquatableArray<string> Remarks { get; init; }

    /// <summary>Labels and methods, as the user's code sees them.</summary>
    public required UnreadSpec Seen { get; init; }

    /// <summary>What the logits mean, as Hugging Face calls it.</summary>
    public required string ProblemType { get; init; }

    /// <summary>What the model reads: the property of the description and its type.</summary>
    public required (string Property, string Type) Input { get; init; }

    /// <summary>The properties of what it reads, as C#.</summary>
    public required EquatableArray<string> InputProperties { get; init; }

    /// <summary>Attention heads of a layer; 0 where there is no attention.</summary>
    public int Heads { get; init; }

    /// <summary>Shape of one output, channels first.</summary>
    public required EquatableArray<int> OutputShape { get; init; }

    /// <summary>In the order of <see cref="Seen"/>.</summary>
    public required EquatableArray<MethodFacts> Methods { get; init; }

    /// <summary>Layers that are read and restricted by name.</summary>
    public EquatableArray<LayerFacts> Outputs { get; init; } = [];

    /// <summary>Numbers of the description that a checkpoint may hold as well.</summary>
    public EquatableArray<ConstantFacts> Constants { get; init; } = [];
}

/// <summary>A method of the model.</summary>
/// <param name="Name">As the user knows it.</param>
/// <param name="Pass">Index of its pass, or −1.</param>
/// <param name="Reading">Member of the runtime's <c>MethodReading</c>.</param>
/// <param name="Settings">Properties of its description that are not what they are by default, as C#.</param>
internal sealed record MethodFacts(string Name, int Pass, string Reading, EquatableArray<string> Settings);

/// <summary>A named layer.</summary>
/// <param name="Name">In the description.</param>
/// <param name="Shape">Of its output, channels first.</param>
/// <param name="Inputs">The layers that it reads, by their place; −1 for the network's input.</param>
internal sealed record LayerFacts(string Name, EquatableArray<int> Shape, EquatableArray<int> Inputs);

/// <summary>Numbers that a checkpoint may hold as well.</summary>
internal sealed record ConstantFacts(string Name, EquatableArray<string> Values);
