namespace LrpGen.Generator.Reading.Specs;

/// <summary>
/// A network as its <c>config.json</c> describes it. Names are Hugging Face's. Holds no positions, so that moving text changes
/// nothing downstream.
/// </summary>
/// <param name="Header">What every configuration says.</param>
internal abstract record ConfigSpec(SpecHeader Header) : ModelSpec
{
    public string ModelType => Header.ModelType;

    public string Architecture => Header.Architecture;

    public ModelTask Task => Header.Task;

    public EquatableArray<string> Labels => Header.Labels;

    public string? ProblemType => Header.ProblemType;

    public string Sha256 => Header.Sha256;

    /// <summary>The sizes that <see cref="Limits"/> bounds, by the family's own keys.</summary>
    public abstract IEnumerable<SpecSize> Sizes();
}

/// <summary>A network that reads text.</summary>
/// <param name="Header">What every configuration says.</param>
/// <param name="VocabSize">Rows of the word embedding.</param>
internal abstract record TextSpec(SpecHeader Header, int VocabSize) : ConfigSpec(Header);

/// <summary>A size in a configuration.</summary>
/// <param name="Key">Where the configuration says it.</param>
/// <param name="Value">What it says.</param>
/// <param name="Unit">What is counted.</param>
internal readonly record struct SpecSize(string Key, int Value, SizeUnit Unit)
{
    public static SpecSize Layers(string key, int value) => new(key, value, SizeUnit.Layers);

    public static SpecSize Columns(string key, int value) => new(key, value, SizeUnit.Columns);
}

/// <summary>What a size counts.</summary>
internal enum SizeUnit
{
    Layers,
    Columns,
}
