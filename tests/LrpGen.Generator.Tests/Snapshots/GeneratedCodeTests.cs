using LrpGen.Testing;

namespace LrpGen.Generator.Tests.Snapshots;

/// <summary>The generated code is a product: it is recorded whole, and it compiles everywhere.</summary>
public class GeneratedCodeTests
{
    public static TheoryData<string> Models => new(ExampleModel.All.Select(model => model.Name));

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_file_is_as_recorded(string name)
    {
        CompileResult result = ExampleModel.Named(name).Compile();
        Assert.Empty(result.Diagnostics.Select(Descriptions.Format));
        Assert.All(result.Files, file => Snapshot.Verify(file.Text, "cs", file.HintName.Replace(".g.cs", "", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void It_compiles_without_a_warning(string name)
    {
        ExampleModel model = ExampleModel.Named(name);
        Assert.Empty(UserCompilation.Compile(model.Compile().Files));
        Assert.Empty(UserCompilation.Compile((model with { Namespace = model.Namespace.Length == 0 ? "A.B" : "" }).Compile().Files));
    }
}
