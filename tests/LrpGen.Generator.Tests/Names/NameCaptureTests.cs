using LrpGen.Generator.Requests;
using LrpGen.Generator.Tests.Snapshots;

namespace LrpGen.Generator.Tests.Names;

/// <summary>Generated code means the same whatever the user's project calls its types, its namespaces and its models.</summary>
public class NameCaptureTests
{
    private static readonly string[] Hiding =
        [.. Hostile.RuntimeTypes.Concat(["System", "Lrp", "LrpText", "LrpGen", "IDisposable", "ReadOnlySpan", "ArgumentOutOfRangeException", "Weights", "Tensors", "Label", "Methods", "Model"]).Distinct()];

    [Fact]
    public void A_model_can_have_the_name_of_every_type_member_and_keyword_and_of_every_script()
    {
        string[] folders = [.. Hostile.RuntimeTypes, .. Hostile.Members, .. Hostile.Keywords, .. Hostile.Scripts];
        List<GeneratedFile> files = [];
        for (int i = 0; i < folders.Length; i++)
        {
            files.AddRange((ModelUnderTest.SmallGraph with { Path = $"/project/models/{folders[i]}/layers.json", Namespace = $"Graphs.N{i}", Embed = "true" }).Files());
            if (i < Hostile.RuntimeTypes.Length + Hostile.Members.Length)
                files.AddRange((ModelUnderTest.Encoder with { Path = $"/project/models/{folders[i]}/config.json", Namespace = $"Texts.N{i}", Embed = "true" }).Files());
        }

        Assert.Empty(UserCompilation.Check(files));
    }

    [Fact]
    public void A_class_name_that_is_given_is_taken_as_it_is_or_refused()
    {
        string[] names = [.. Hostile.RuntimeTypes, .. Hostile.Members, .. Hostile.Keywords];
        List<GeneratedFile> files = [];
        for (int i = 0; i < names.Length; i++)
        {
            var (diagnostics, written) = (ModelUnderTest.SmallGraph with { ClassName = names[i], Namespace = $"N{i}" }).Generate();
            Assert.All(diagnostics, diagnostic => Assert.Equal("LRP0005", diagnostic.Id));
            Assert.Equal(ClassNames.IsClass(names[i]), diagnostics.Count == 0);
            files.AddRange(written);
        }

        Assert.Empty(UserCompilation.Check(files));
        Assert.InRange(files.Count, names.Length, int.MaxValue);
    }

    [Theory]
    [InlineData("My.App", "My.App"), InlineData("My.App", "My"), InlineData("My.System.App", "My.System.App"), InlineData("My.LrpGen.Runtime", "My.LrpGen")]
    [InlineData("", ""), InlineData("Lrp.System", "Lrp"), InlineData("My.App", "")]
    public void Types_of_the_user_hide_nothing(string model, string user)
    {
        // A type 'System' outside of every namespace would end all code, not only ours.
        string[] spaces = user.Length > 0 ? model.Split('.') : ["System", "LrpGen"];
        IEnumerable<string> names = Hiding.Except(spaces.Skip(user.Length > 0 ? user.Split('.').Length : 0));
        string types = string.Concat(names.Select(name => $"internal class {name} {{ }}\n"));
        string code = user.Length > 0 ? $"namespace {user}\n{{\n{types}}}\n" : types;
        GeneratedFile[] files =
        [
            .. (ModelUnderTest.Graph with { ClassName = "Tiny", RootNamespace = model, Namespace = "" }).Files(),
            .. (ModelUnderTest.Encoder with { ClassName = "Text", RootNamespace = model, Namespace = "" }).Files(),
        ];
        Assert.Empty(UserCompilation.Check(files, code));
    }

    [Fact]
    public void Namespaces_and_global_usings_of_the_user_hide_nothing()
        => Assert.Empty(UserCompilation.Check(
            [.. (ModelUnderTest.Graph with { Namespace = "My.App" }).Files()],
            """
            global using Matrix = System.Text.StringBuilder;
            global using Lrp = System.Text;
            global using Activation = System.Int32;
            namespace My.App.Lrp { internal class Matrix { } }
            namespace My.System { internal class Math { } }
            namespace My.App.System { internal class ReadOnlySpan<T> { } }
            namespace Linear { }
            """));

    [Fact]
    public void Members_that_the_user_adds_to_the_class_hide_nothing()
        => Assert.Empty(UserCompilation.Check(
            [.. (ModelUnderTest.Graph with { ClassName = "Tiny" }).Files()],
            """
            #nullable enable
            namespace My.App;
            /// <summary>The user's own part.</summary>
            partial class Tiny
            {
                private static int Matrix => 1;
                private static int Activation(int x) => x;
                private static int System => Activation(Matrix);
                private static int Lrp => System;
                private static string nameof(int x) => x + "" + Lrp;
                private static string Use() => nameof(Products);
                private const int Products = 1;
                private static readonly string Linear = Use();
                private static string Convolution => Linear;
                private static string All => Convolution;
                /// <summary>Uses them.</summary>
                public static string Everything => All;
            }
            """));
}
