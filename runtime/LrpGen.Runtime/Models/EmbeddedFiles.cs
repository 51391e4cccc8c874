using System.Reflection;

namespace LrpGen.Runtime;

/// <summary>The files of a model that are resources of an assembly (<c>EmbedWeights</c>). They are read where they lie in it.</summary>
/// <param name="assembly">The assembly.</param>
/// <param name="folder">What the names of the resources have before the files' own names.</param>
public sealed class EmbeddedFiles(Assembly assembly, string folder)
{
    /// <summary>A file's bytes; null where it was not embedded.</summary>
    public Stream? Open(string name) => assembly.GetManifestResourceStream(folder + name);

    /// <summary>Assembly and folder, for messages.</summary>
    public override string ToString() => $"{assembly.GetName().Name}, resources {folder}*";

    /// <summary>A file as if it were mapped; null where it was not embedded.</summary>
    internal MappedFile? Map(string name) => Open(name) switch
    {
        null => null,
        UnmanagedMemoryStream bytes => MappedFile.Of(folder + name, bytes),
        Stream other => throw new NotSupportedException($"{this}: {name} is a {other.GetType()}, not memory that the assembly is loaded to."),
    };
}
