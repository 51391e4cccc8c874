namespace LrpGen.Runtime;

/// <summary>
/// Hands out the weights of a checkpoint by name and shape, and collects everything that does not fit until
/// <see cref="ThrowIfMismatched"/>.
/// </summary>
/// <param name="checkpoint">Where the weights lie; not disposed here.</param>
/// <param name="prefix">What the checkpoint has before every name that is asked for.</param>
/// <remarks>For one thread. The legacy names <c>gamma</c> and <c>beta</c> are accepted for <c>weight</c> and <c>bias</c>.</remarks>
public sealed class WeightLoader(Checkpoint checkpoint, string prefix = "")
{
    private readonly Checkpoint _checkpoint = checkpoint ?? throw new ArgumentNullException(nameof(checkpoint));
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long[] Expected, WeightTensor? Found)> _mismatches = new(StringComparer.Ordinal);

    /// <summary>The weight of that name and shape.</summary>
    /// <param name="name">The name in the checkpoint.</param>
    /// <param name="shape">The dimensions, outermost first; none for a scalar.</param>
    /// <returns>The weight, or a source without values where it is missing or wrong, which throws when it is read: call <see cref="ThrowIfMismatched"/> before.</returns>
    public IFloatSource Require(string name, params ReadOnlySpan<long> shape) =>
        Find(name) is { } tensor ? Check(name, tensor, shape) : Missing(name, shape);

    /// <summary>The weight of that name and shape, or null where the checkpoint does not have it.</summary>
    /// <param name="name">The name in the checkpoint.</param>
    /// <param name="shape">The dimensions, outermost first; none for a scalar.</param>
    /// <returns>The weight; null where it is missing; a source without values where it is there but wrong.</returns>
    public IFloatSource? Optional(string name, params ReadOnlySpan<long> shape) =>
        Find(name) is { } tensor ? Check(name, tensor, shape) : null;

    /// <summary>Names in the checkpoint that nobody has asked for so far, in ordinal order.</summary>
    public IReadOnlyList<string> UnusedNames => [.. _checkpoint.Tensors.Keys.Where(name => !_used.Contains(name)).Order(StringComparer.Ordinal)];

    /// <summary>Throws when anything asked for so far is missing, has another shape, or cannot be weights.</summary>
    /// <exception cref="CheckpointMismatchException">Lists all of it.</exception>
    public void ThrowIfMismatched()
    {
        if (_mismatches.Count > 0)
            throw new CheckpointMismatchException(_checkpoint.Path, Mismatches());
    }

    /// <summary>The same for all that a model reads, which must have been asked for, and for tensors that make the checkpoint look like another network's.</summary>
    /// <exception cref="CheckpointMismatchException">Lists all of it.</exception>
    internal void ThrowIfNotOf(IWeightPlan plan, IReadOnlyList<string> suspect)
    {
        if (_mismatches.Count == 0 && suspect.Count == 0)
            return;
        IReadOnlyList<WeightMismatch> mismatches = Mismatches();
        string[] missing = [.. mismatches.Where(mismatch => mismatch.Found is null).Select(mismatch => mismatch.Name)];
        string? meaning = missing.Length == mismatches.Count ? MismatchMeaning.Of(plan, missing, UnusedNames) : null;
        throw new CheckpointMismatchException(_checkpoint.Path, mismatches, suspect, meaning);
    }

    /// <summary>The tensor of a weight that was asked for and fits.</summary>
    internal WeightTensor Tensor(string name) => Find(name)!;

    private IReadOnlyList<WeightMismatch> Mismatches()
    {
        NameSuggestions suggestions = new(UnusedNames);
        return
        [
            .. _mismatches.Select(mismatch => new WeightMismatch(
                mismatch.Key, mismatch.Value.Expected, mismatch.Value.Found,
                mismatch.Value.Found is null ? suggestions.For(mismatch.Key) : null)),
        ];
    }

    private WeightTensor? Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_checkpoint.Tensors.TryGetValue(prefix + name, out WeightTensor? tensor)
            && (WeightNames.Legacy(name) is not { } legacy || !_checkpoint.Tensors.TryGetValue(prefix + legacy, out tensor)))
        {
            return null;
        }

        _used.Add(tensor.Name);
        return tensor;
    }

    private IFloatSource Check(string name, WeightTensor tensor, ReadOnlySpan<long> shape)
    {
        // What is made of a weight, such as a packed section, goes by the name that the model has for it.
        if (tensor.Type is not null && tensor.Shape.SequenceEqual(shape))
            return tensor.As(name);
        _mismatches.TryAdd(name, (shape.ToArray(), tensor));
        return new AbsentSource(name, shape.ToArray());
    }

    private AbsentSource Missing(string name, ReadOnlySpan<long> shape)
    {
        _mismatches.TryAdd(name, (shape.ToArray(), null));
        return new AbsentSource(name, shape.ToArray());
    }
}
