using System.Reflection;

namespace LrpGen.Documentation.Tests;

/// <summary>What the documentation shows compiles as it stands, and runs.</summary>
public class ProgramTests
{
    private static readonly Dictionary<string, CodeBlock> Blocks = Directory
        .EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
        .Select(page => Path.GetRelativePath(Repository.Root, page).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)
        .Prepend("README.md")
        .Concat(PageTests.PackageReadmes)
        .SelectMany(CodeBlock.Of)
        .Where(block => block.Language == "csharp")
        .ToDictionary(block => block.ToString());

    public static TheoryData<string> Programs => [.. Blocks.Keys];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_program_compiles_and_runs_as_it_stands(string name)
    {
        CodeBlock block = Blocks[name];
        Assembly program = Documentation.Tests.Programs.Compile(block);
        if (Documentation.Tests.Programs.IsWeb(block))
        {
            return;
        }

        using ReaderFolder folder = new();
        await Documentation.Tests.Programs.RunAsync(program);
    }
}
