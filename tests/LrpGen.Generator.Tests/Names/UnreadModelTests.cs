using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Requests;
using LrpGen.Generator.Tests.Snapshots;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Tests.Names;

/// <summary>A description that cannot be read is one error: the class keeps the members that the user's code calls.</summary>
public class UnreadModelTests
{
    private const string TextUser = """
        #nullable enable
        using LrpGen.Runtime;
        using LrpGen.Text;
        namespace My.App
        {
            /// <summary>Calls all that a generated class has.</summary>
            public static class User
            {
                /// <summary>Does it.</summary>
                public static object Call()
                {
                    using Tiny model = Tiny.Load("folder", new TextClassifierOptions());
                    _ = Tiny.Pack("folder");
                    _ = Tiny.Model.Labels;
                    _ = model.Predict("text");
                    ExplainOptions options = new() { Method = Tiny.Methods.AttnLrp };
                    return (model.Explain("text"), model.Explain("text", Tiny.Label.Hate, options), model.Explain("text", Tiny.Label.Hate, Tiny.Label.NotHate), model.Description);
                }
            }
        }
        """;

    private const string ArrayUser = """
        #nullable enable
        using LrpGen.Runtime;
        namespace My.App
        {
            /// <summary>Calls all that a generated class has.</summary>
            public static class User
            {
                /// <summary>Does it.</summary>
                public static object Call()
                {
                    using Tiny model = Tiny.Load("folder", new ArrayClassifierOptions { Threads = 2 });
                    _ = Tiny.Pack("folder", storage: WeightType.BF16);
                    _ = Tiny.Model.Labels;
                    return (model.Explain([1f], Tiny.Label.Yes, Tiny.Methods.Mine), model.Explain([1f], Tiny.Label.Yes, Tiny.Label.No, Tiny.Methods.EpsilonPlus), model.Description);
                }
            }
        }
        """;

    [Fact]
    public void What_a_user_calls_is_there_when_all_is_well()
    {
        Assert.Empty(UserCompilation.Check(ModelUnderTest.Encoder.Files(), TextUser));
        Assert.Empty(UserCompilation.Check(ModelUnderTest.Graph.Files(), ArrayUser));
    }

    [Theory]
    [InlineData("\"bert\",", "\"bert\"", "LRP0002")] // A comma is missing.
    [InlineData("\"hidden_size\": 16", "\"hidden_size\": ", "LRP0002")]
    [InlineData("\"hidden_size\": 16", "\"hiden_size\": 16", "LRP0107")]
    [InlineData("\"problem_type\"", "\"problem", "LRP0002")]
    [InlineData("\"num_attention_heads\": 2", "\"num_attention_heads\": 3", "LRP0201")]
    [InlineData("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 12000", "LRP0401")]
    [InlineData("\"bert\"", "\"bart\"", "LRP0101")]
    public void A_slip_in_a_configuration_is_told_once(string before, string after, string id)
        => AssertToldOnce(ModelUnderTest.Encoder, before, after, id, TextUser);

    [Theory]
    [InlineData("\"tiny\",", "\"tiny\"", "LRP0002")]
    [InlineData("\"output\": \"fc\",", "\"output\": \"fc\"", "LRP0002")]
    [InlineData("{\"name\": \"flatten\"", "{\"name\": \"flat", "LRP0002")]
    [InlineData("\"kernel\": 3", "\"kernal\": 3", "LRP0114")]
    [InlineData("\"op\": \"flatten\"", "\"op\": \"flattenn\"", "LRP0116")]
    [InlineData("\"shape\": [2, 4, 4]", "\"shape\": [2, 4", "LRP0002")]
    public void A_slip_in_a_layer_graph_is_told_once(string before, string after, string id)
        => AssertToldOnce(ModelUnderTest.Graph, before, after, id, ArrayUser);

    [Fact]
    public void Every_beginning_of_a_description_gives_a_class()
    {
        foreach (ModelUnderTest model in (ModelUnderTest[])[ModelUnderTest.Encoder, ModelUnderTest.Graph with { Path = "/project/models/tiny.lrp.json" }])
        {
            List<GeneratedFile> files = [];
            for (int length = 0; length < model.Text.Length; length += 7)
            {
                var (diagnostics, written) = (model with { Text = model.Text[..length], Namespace = $"N{length}" }).Generate();
                Assert.Contains(diagnostics, diagnostic => diagnostic.IsError);
                Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id == DiagnosticCatalog.GeneratorFailed.Id);
                files.AddRange(written);
                Assert.Single(written);
            }

            Assert.Empty(UserCompilation.Check(files));
        }
    }

    [Fact]
    public void What_was_not_foreseen_becomes_a_diagnostic_that_says_where()
    {
        DiagnosticInfo diagnostic = GuardedCompiler.Guard<DiagnosticInfo?>("/m/a.json", () => throw new InvalidOperationException("a\nb"), found => found)!;
        Assert.Equal("LRP0501", diagnostic.Id);
        Assert.Contains(@"InvalidOperationException: a\nb, at ", Descriptions.Format(diagnostic), StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => GuardedCompiler.Guard<int>("/m/a.json", () => throw new OperationCanceledException(), _ => 0));
    }

    [Fact]
    public void A_model_that_cannot_be_compiled_leaves_the_others_alone()
    {
        GeneratorHost host = new GeneratorHost()
            .Put("/project/models/a/config.json", ModelUnderTest.Encoder.Text)
            .Put("/project/models/b/config.json", "{");
        Assert.Equal("LRP0002", Assert.Single(host.Diagnostics).Id);
        Assert.Null(host.Result.Exception);
        Assert.Equal(DiagnosticSeverity.Error, host.Diagnostics[0].Severity);
        Assert.NotNull(host.Output.GetTypeByMetadataName("My.App.A+Label"));
        Assert.NotNull(host.Output.GetTypeByMetadataName("My.App.B"));
    }

    [Fact]
    public void A_class_has_no_place_where_another_models_namespace_is()
    {
        const string Outer = "/project/models/a/config.json";
        const string Inner = "/project/models/layer00/config.json";
        GeneratorHost host = new GeneratorHost(new() { [Inner + "#Namespace"] = "My.App.A" }).Put(Outer, ModelUnderTest.Encoder.Text).Put(Inner, ModelUnderTest.Encoder.Text);
        Assert.Equal("LRP0006", Assert.Single(host.Diagnostics).Id);
        Assert.Null(host.Result.Exception);
        Assert.NotNull(host.Output.GetTypeByMetadataName("My.App.A"));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void Compiling_ends_when_it_is_cancelled(bool isGraph)
    {
        ModelUnderTest model = isGraph ? ModelUnderTest.Graph : ModelUnderTest.Encoder;
        ModelItem item = new(new DescriptionFile(model.Path, model.Text), "", "", "", "", "", "", "My.App", "/project/");
        Model whole = new(RequestReader.Read(item).Request!, item.Read(default).Spec);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => GuardedCompiler.Compile(whole, cancelled.Token));
        if (isGraph)
            Assert.ThrowsAny<OperationCanceledException>(() => item.Read(cancelled.Token));
    }

    private static void AssertToldOnce(ModelUnderTest model, string before, string after, string id, string user)
    {
        Assert.Contains(before, model.Text, StringComparison.Ordinal);
        int place = model.Text.IndexOf(before, StringComparison.Ordinal);
        var (diagnostics, files) = (model with { Text = model.Text[..place] + after + model.Text[(place + before.Length)..] }).Generate();
        Assert.Contains(diagnostics, diagnostic => diagnostic.Id == id);
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id == DiagnosticCatalog.GeneratorFailed.Id);
        Assert.Empty(UserCompilation.Check(files, user));
    }
}
