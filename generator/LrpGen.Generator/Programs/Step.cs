using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>What a kernel does with a buffer.</summary>
internal enum Access
{
    /// <summary>Reads it.</summary>
    Read,

    /// <summary>Writes all of it.</summary>
    Write,

    /// <summary>Reads and writes it.</summary>
    ReadWrite,

    /// <summary>Writes it if a later step reads it; otherwise the kernel gets nothing to write to.</summary>
    WriteIfRead,
}

/// <summary>An argument of a kernel call.</summary>
internal abstract record Argument
{
    /// <summary>The call's state.</summary>
    public static readonly Argument Run = new TextArgument("run");

    /// <summary>Who computes.</summary>
    public static readonly Argument Workers = new TextArgument("run.Workers");

    /// <summary>First rows of the sequences.</summary>
    public static readonly Argument Starts = new TextArgument("run.Starts");

    /// <summary>Anything else, as C#.</summary>
    public static Argument Text(string text) => new TextArgument(text);

    /// <summary>A weight.</summary>
    public static Argument Weight(string name, string suffix = "") => new TextArgument("w." + name + suffix);

    /// <summary>A buffer that is read.</summary>
    public static Argument Read(BufferSlice slice) => new BufferArgument(slice, Access.Read);

    /// <summary>A buffer that is read, or <c>default</c>.</summary>
    public static Argument ReadOrDefault(BufferSlice? slice) => slice is null ? Text("default") : Read(slice);

    /// <summary>A buffer that is written.</summary>
    public static Argument Write(BufferSlice slice) => new BufferArgument(slice, Access.Write);

    /// <summary>A buffer that is written if somebody reads it.</summary>
    public static Argument WriteIfRead(BufferSlice slice) => new BufferArgument(slice, Access.WriteIfRead);

    /// <summary>A buffer that is changed in place.</summary>
    public static Argument Update(BufferSlice slice) => new BufferArgument(slice, Access.ReadWrite);
}

/// <summary>C# text.</summary>
internal sealed record TextArgument(string Value) : Argument;

/// <summary>A buffer, or some of its columns.</summary>
internal sealed record BufferArgument(BufferSlice Slice, Access Access) : Argument;

/// <summary>A kernel call.</summary>
/// <param name="Comment">What it computes, as a formula or a sentence; <see langword="null"/> when it belongs to the step before.</param>
/// <param name="Call">Kernel, as C#.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record Step(string? Comment, string Call, EquatableArray<Argument> Arguments)
{
    /// <summary>The buffers that it touches, those that a slice can stand for included.</summary>
    public IEnumerable<BufferArgument> Buffers
        => Arguments.OfType<BufferArgument>().SelectMany(b => b.Slice.WithShared.Select(s => ReferenceEquals(s, b.Slice) ? b : b with { Slice = s }));
}

/// <summary>The steps of one section in one direction: a method of the generated code.</summary>
/// <param name="Section">Name of the section.</param>
/// <param name="Steps">Its steps in order.</param>
internal sealed record Procedure(string Section, EquatableArray<Step> Steps);
