namespace LrpGen.Generator.Names;

/// <summary>
/// The names of the generated class's members that a description brings in: of its layers and of its backward passes. Those
/// of labels and methods stand in types of their own.
/// </summary>
internal sealed class MemberNames(string className)
{
    // A layer names tensors, weights, methods and a file: names of files do not differ in case alone.
    private readonly NameScope layers = new(StringComparer.OrdinalIgnoreCase, ReservedNames.Layers);

    private readonly NameScope members = new(
        StringComparer.Ordinal, [className, .. ReservedNames.Class, .. ReservedNames.Inherited, .. ReservedNames.Object]);

    private readonly Dictionary<string, string> forward = new(StringComparer.Ordinal);

    /// <summary>The name of a layer: of its tensor, its weights, and of the section that it begins.</summary>
    public string Layer(string name)
        => layers.Take(Identifiers.Of(name, "Layer"), id => [id + "Merged", id + "Row", id + "Statistics", "Load" + id, "Dispose" + id]);

    /// <summary>A further name that belongs to a layer.</summary>
    public static string Beside(string layer, string what) => layer + what;

    /// <summary>The method that computes a section.</summary>
    public string Forward(string section)
    {
        if (!forward.TryGetValue(section, out string? name))
        {
            name = members.Take("Forward" + section);
            forward.Add(section, name);
        }

        return name;
    }

    /// <summary>The prefix of the members of a backward pass.</summary>
    /// <param name="wanted">As the method is called.</param>
    /// <param name="sections">The names of the model's sections.</param>
    public string Pass(string wanted, IEnumerable<string> sections)
        => members.Take(wanted, pass => [pass + "Tensors", pass + "Sinks", "Relevance" + pass, .. sections.Select(section => pass + section)]);
}
