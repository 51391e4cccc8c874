using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace LrpGen.Runtime;

/// <summary>
/// Why a model over numbers (an image, a row of a table) said what it said: the explained score, shared out over the
/// input's elements.
/// </summary>
/// <remarks>
/// Immutable, with value equality (arrays included). Shapes are PyTorch's without the batch: <c>[1, 28, 28]</c> is
/// channels, height, width; <c>[30]</c> is a row of a table. Views of tables: <c>ToTableHtml</c>, <c>ToTableAnsi</c>;
/// of images: the package LrpGen.Images; for programs: <c>ToJson</c>, <c>ToCsv</c>.
/// </remarks>
[JsonConverter(typeof(ArrayExplanationJsonConverter))]
public sealed partial record ArrayExplanation
{
    /// <summary>The version of the JSON form that this library writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the JSON form.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The model's identity: its name, and its revision or hash where it is known.</summary>
    /// <remarks>
    /// Of an explanation that a model has just made it is computed when it is first read, which reads the whole checkpoint, be the model
    /// disposed of by then or not. <c>ToJson</c>, <c>ToHtml</c> and <c>ToString</c> read it, and comparing two explanations does.
    /// </remarks>
    public required string Model
    {
        get => Identity?.Text ?? field;
        init => (field, Identity) = (value, null);
    }

    /// <summary>The identity to be computed, instead of <see cref="Model"/>.</summary>
    internal ModelIdentity? Identity { get; init; }

    /// <summary>All labels, in the model's order.</summary>
    public required ImmutableArray<LabelScore> Labels { get; init => field = value.OrEmpty(); }

    /// <summary>The index of the label with the largest logit.</summary>
    public required int PredictedLabel { get; init; }

    /// <summary>What was explained.</summary>
    public required ExplainedTarget Target { get; init; }

    /// <summary>The method's name: <c>epsilon-plus-flat</c>, <c>gradient*input</c>, …</summary>
    public required string Method { get; init; }

    /// <summary>The input's shape without the batch.</summary>
    public required ImmutableArray<int> Shape { get; init => field = value.OrEmpty(); }

    /// <summary>The input's values, the last axis running fastest.</summary>
    public required ImmutableArray<float> Input { get; init => field = value.OrEmpty(); }

    /// <summary>The relevance of every value of <see cref="Input"/>.</summary>
    public required ImmutableArray<float> Relevance { get; init => field = value.OrEmpty(); }

    /// <summary>Relevance at named inner layers; empty where it was not asked for.</summary>
    public ImmutableArray<LayerRelevance> Layers { get; init => field = value.OrEmpty(); } = [];

    /// <summary>
    /// Where the score went, if it was asked for; <see langword="null"/> also where the method does not share out the score
    /// (a gradient, its product with the input, a mean over several passes), so that nothing has to add up to it.
    /// </summary>
    public ConservationLedger? Ledger { get; init; }

    /// <summary>The name of every element, for tables; empty where they have none.</summary>
    public ImmutableArray<string> FeatureNames { get; init => field = value.OrEmpty(); } = [];

    /// <summary>The unit of every element (an empty string for none); empty where no element has one.</summary>
    public ImmutableArray<string> FeatureUnits { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Σ R over the input.</summary>
    public double RelevanceSum => Relevance.Sum(value => (double)value);

    /// <summary>How many relevances are NaN or infinite. Sums are then not numbers either, and views say so.</summary>
    public int NonFiniteCount => Relevance.Count(value => !float.IsFinite(value));

    /// <summary>
    /// The indices of the elements by magnitude of their relevance, the largest first; equal ones in the input's order,
    /// NaN last.
    /// </summary>
    public ImmutableArray<int> Ranking =>
        [.. Enumerable.Range(0, Relevance.Length).OrderByDescending(i => Math.Abs(Relevance[i]))];

    /// <summary>The name of an element: the given one, or its position (<c>#3</c>, or <c>[0, 4, 7]</c> of an array).</summary>
    public string NameOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Relevance.Length);
        if (!FeatureNames.IsEmpty) return FeatureNames[index];
        if (Shape.Length < 2) return string.Create(CultureInfo.InvariantCulture, $"#{index}");
        var position = new int[Shape.Length];
        for (int axis = Shape.Length - 1; axis >= 0; axis--) (index, position[axis]) = Math.DivRem(index, Shape[axis]);
        return ArrayShape.Describe(position);
    }

    /// <summary>The unit of an element, or an empty string.</summary>
    public string UnitOf(int index) => FeatureUnits.IsEmpty ? "" : FeatureUnits[index];

    /// <summary>Checks that the parts fit together. Views, exports and rankings do so before they read.</summary>
    /// <exception cref="InvalidOperationException">A shape does not fit its values, or an index leads outside; all faults are listed.</exception>
    public void EnsureConsistent()
    {
        var faults = new List<string>();
        ArrayShape.Check(nameof(Input), Shape, Input.Length, faults);
        ArrayShape.Check(nameof(Relevance), Shape, Relevance.Length, faults);
        foreach (LayerRelevance layer in Layers) ArrayShape.Check(layer.Name, layer.Shape, layer.Values.Length, faults);
        if (PredictedLabel < 0 || PredictedLabel >= Labels.Length) faults.Add(Text($"PredictedLabel is {PredictedLabel}, but there are {Labels.Length} labels"));
        if (Labels.IsEmpty || Target.Seed.IsEmpty || Target.Seed.Length % Labels.Length != 0) faults.Add(Text($"Target.Seed holds {Target.Seed.Length} weights, but there are {Labels.Length} labels"));
        if (Target.Label is { } label && (label < 0 || label >= Labels.Length)) faults.Add(Text($"Target.Label is {label}, but there are {Labels.Length} labels"));
        CheckNames(nameof(FeatureNames), FeatureNames);
        CheckNames(nameof(FeatureUnits), FeatureUnits);
        if (faults.Count > 0) throw new InvalidOperationException($"The explanation does not fit together: {string.Join("; ", faults)}.");

        void CheckNames(string what, ImmutableArray<string> names)
        {
            if (!names.IsEmpty && names.Length != Relevance.Length) faults.Add(Text($"{what} holds {names.Length} texts, but there are {Relevance.Length} relevances"));
        }

        static string Text(FormattableString text) => FormattableString.Invariant(text);
    }

    /// <inheritdoc/>
    public bool Equals(ArrayExplanation? other) =>
        other is not null
        && SchemaVersion == other.SchemaVersion
        && ((Identity is not null && Identity == other.Identity) || Model == other.Model)
        && Method == other.Method
        && PredictedLabel == other.PredictedLabel
        && Target == other.Target
        && Ledger == other.Ledger
        && Labels.SameAs(other.Labels)
        && Shape.SameAs(other.Shape)
        && Input.SameAs(other.Input)
        && Relevance.SameAs(other.Relevance)
        && Layers.SameAs(other.Layers)
        && FeatureNames.SameAs(other.FeatureNames)
        && FeatureUnits.SameAs(other.FeatureUnits);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Method, Target, Shape.Length, Relevance.Length);
}
