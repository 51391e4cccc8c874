namespace LrpGen.Runtime;

/// <summary>One weight that a model needs and its checkpoint does not have in that shape.</summary>
public sealed class WeightMismatch
{
    private readonly long[] _expected;
    private readonly WeightTensor? _found;

    internal WeightMismatch(string name, long[] expected, WeightTensor? found, string? suggestion)
    {
        Name = name;
        _expected = expected;
        _found = found;
        Suggestion = suggestion;
    }

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }

    /// <summary>The shape that was asked for.</summary>
    public ReadOnlySpan<long> ExpectedShape => _expected;

    /// <summary>What the checkpoint has instead; null where it has nothing by that name.</summary>
    public WeightTensor? Found => _found;

    /// <summary>For a missing weight, the name in the checkpoint that may have been meant; null where none comes near.</summary>
    public string? Suggestion { get; }

    /// <summary>The line that stands in the message of <see cref="CheckpointMismatchException"/>.</summary>
    public override string ToString()
    {
        string expected = $"{Messages.Name(Name)}: expected {Messages.Shape(_expected)}";
        if (_found is null)
            return $"{expected}, not found{(Suggestion is null ? "" : $"; did you mean {Messages.Name(Suggestion)}?")}";

        string type = _found.Type is null ? $" of {StoredType.WeightTypes}" : "";
        string stored = _found.Name == Name ? "" : $" as {Messages.Name(_found.Name)}";
        return $"{expected}{type}, found {_found.StoredTypeName} {Messages.Shape(_found.Shape)}{stored} ({Messages.FileName(_found.File)})";
    }
}
