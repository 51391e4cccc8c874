namespace LrpGen.Runtime;

/// <summary>
/// Hands out the weights of a checkpoint by name and shape, and collects everything that does not fit until
/// <see cref="ThrowIfMismatched"/>.
/// </summary>
/// <param name="checkpoint">Where the weights lie; not disposed here.</param>
/// <remarks>For one thread. The legacy names <c>gamma</c> and <c>beta</c> are accepted for <c>weight</c> and <c>bias</c>.</remarks>
public sealed class WeightLoader(Checkpoint checkpoint)
{
    private readonly Checkpoint _checkpoint = checkpoint ?? throw new ArgumentNullException(nameof(checkpoint));
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long[] Expected, WeightTensor? Found)> _mismatches = new(StringComparer.Ordinal);
    private bool _askedForPooler;

    /// <summary>The weight of that name and shape.</summary>
    /// <param name="name">The name in the checkpoint.</param>
    /// <param name="shape">The dimensions, outermost first; none for a scalar.</param>
    /// <returns>The weight, or zeros of that shape where it is missing or wrong: call <see cref="ThrowIfMismatched"/> before use.</returns>
    public IFloatSource Require(string name, params ReadOnlySpan<long> shape) =>
        Find(name) is { } tensor ? Check(name, tensor, shape) : Missing(name, shape);

    /// <summary>The weight of that name and shape, or null where the checkpoint does not have it.</summary>
    /// <param name="name">The name in the checkpoint.</param>
    /// <param name="shape">The dimensions, outermost first; none for a scalar.</param>
    /// <returns>The weight; null where it is missing; zeros of that shape where it is there but wrong.</returns>
    public IFloatSource? Optional(string name, params ReadOnlySpan<long> shape) =>
        Find(name) is { } tensor ? Check(name, tensor, shape) : null;

    /// <summary>
    /// Names in the checkpoint that nobody has asked for so far, in ordinal order, without those that do no harm:
    /// buffers such as <c>position_ids</c>, and the pooler's weights where nobody asked for any of them.
    /// </summary>
    public IReadOnlyList<string> UnusedNames =>
    [
        .. _checkpoint.Tensors.Keys
            .Where(name => !_used.Contains(name) && !WeightNames.IsBuffer(name) && (_askedForPooler || !WeightNames.IsPooler(name)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Throws when anything asked for so far is missing, has another shape, or cannot be weights.</summary>
    /// <exception cref="CheckpointMismatchException">Lists all of it.</exception>
    public void ThrowIfMismatched()
    {
        if (_mismatches.Count == 0)
            return;
        NameSuggestions suggestions = new(_checkpoint.Tensors.Keys.Where(name => !_used.Contains(name)).Order(StringComparer.Ordinal));
        throw new CheckpointMismatchException(_checkpoint.Path,
        [
            .. _mismatches.Select(mismatch => new WeightMismatch(
                mismatch.Key, mismatch.Value.Expected, mismatch.Value.Found,
                mismatch.Value.Found is null ? suggestions.For(mismatch.Key) : null)),
        ]);
    }

    private WeightTensor? Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _askedForPooler |= WeightNames.IsPooler(name);
        if (!_checkpoint.Tensors.TryGetValue(name, out WeightTensor? tensor)
            && (WeightNames.Legacy(name) is not { } legacy || !_checkpoint.Tensors.TryGetValue(legacy, out tensor)))
        {
            return null;
        }

        _used.Add(tensor.Name);
        return tensor;
    }

    private IFloatSource Check(string name, WeightTensor tensor, ReadOnlySpan<long> shape)
    {
        if (tensor.Type is not null && tensor.Shape.SequenceEqual(shape))
            return tensor;
        _mismatches.TryAdd(name, (shape.ToArray(), tensor));
        return new ZeroSource(name, shape.ToArray());
    }

    private ZeroSource Missing(string name, ReadOnlySpan<long> shape)
    {
        _mismatches.TryAdd(name, (shape.ToArray(), null));
        return new ZeroSource(name, shape.ToArray());
    }
}
