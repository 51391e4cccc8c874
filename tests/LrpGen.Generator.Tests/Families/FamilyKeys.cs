namespace LrpGen.Generator.Tests.Families;

/// <summary>A key with another value than the default, and the class that reads it.</summary>
internal sealed record KeyLine(string Line, string Class);

/// <summary>A line that is refused, and what is said of it.</summary>
internal sealed record RefusedLine(string Line, string Message, string Class);

/// <summary>
/// What transformers has ever written into a family's files, decided: keys that change what is read, keys that are refused, and keys
/// that change nothing. Lines are written as in a file.
/// </summary>
/// <param name="ModelType">The family.</param>
/// <param name="Class">The class that is read where a line needs no other one.</param>
internal sealed record FamilyKeys(string ModelType, string Class)
{
    public required KeyLine[] Changing { get; init; }

    public required RefusedLine[] Refused { get; init; }

    public required string[] Harmless { get; init; }

    /// <summary>A description of the class with one more line, which becomes line 4.</summary>
    public string With(string line, string? name = null) => Descriptions.With(ModelType, name ?? Class, line);
}
