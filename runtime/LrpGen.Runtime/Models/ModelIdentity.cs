namespace LrpGen.Runtime;

/// <summary>What explanations remember of a model, computed when somebody asks: the hash of a checkpoint takes as long as reading it.</summary>
/// <param name="compute">Computes it; it must not throw.</param>
internal sealed class ModelIdentity(Func<string> compute)
{
    private readonly Lazy<string> text = new(compute);

    /// <summary>Name of the model, and hash of its weights.</summary>
    public string Text => text.Value;
}
