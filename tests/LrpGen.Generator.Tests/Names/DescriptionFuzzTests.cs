using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Tests.Snapshots;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LrpGen.Generator.Tests.Names;

/// <summary>
/// Descriptions with names and numbers that mean harm, through the generator, the compiler and the class's own description:
/// each compiles without a warning, or is refused by a diagnostic that can be read. With LRPGEN_EXHAUSTIVE=1, 20,000 of them.
/// </summary>
public class DescriptionFuzzTests
{
    private const int Batch = 200;

    // Characters that Roslyn takes in the name of a generated file, beside those of identifiers.
    private const string InFileNames = ".,-+`_ ()[]{}";

    public static TheoryData<int> Batches => new(Enumerable.Range(0, Environment.GetEnvironmentVariable("LRPGEN_EXHAUSTIVE") == "1" ? 100 : 2));

    [Theory]
    [MemberData(nameof(Batches))]
    public void What_a_description_holds_is_compiled_or_refused(int batch)
    {
        Random random = new(batch + 1);
        Dictionary<string, ModelUnderTest> models = new(StringComparer.OrdinalIgnoreCase);
        List<GeneratedFile> files = [];
        List<string> whole = [];
        for (int i = 0; i < Batch; i++)
        {
            ModelUnderTest model = Mutate(i % 2 == 0 ? ModelUnderTest.Encoder : ModelUnderTest.Graph, random, $"N{i.ToString(CultureInfo.InvariantCulture)}");
            var (diagnostics, written) = model.Generate();
            AssertReadable(diagnostics, model);
            Assert.True(written.Count > 0 || diagnostics.Any(diagnostic => diagnostic.IsError), $"Nothing comes of {model}, and nothing is said.");
            foreach (GeneratedFile file in written)
            {
                Assert.True(models.TryAdd(file.HintName, model), $"Two files are called {file.HintName}, for {model}.");
                Assert.All(file.HintName, c => Assert.True(SyntaxFacts.IsIdentifierPartCharacter(c) || InFileNames.Contains(c, StringComparison.Ordinal)));
                Assert.InRange(file.HintName.Length, 1, 240);
            }

            files.AddRange(written);
            if (!diagnostics.Any(diagnostic => diagnostic.IsError))
                whole.Add(written[0].HintName.Replace(".g.cs", "", StringComparison.Ordinal));
        }

        using MemoryStream assembly = new();
        EmitResult result = UserCompilation.Create(files).Emit(assembly, xmlDocumentationStream: new MemoryStream());
        string[] complaints = [.. result.Diagnostics
            .Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden)
            .DistinctBy(diagnostic => diagnostic.Location.SourceTree?.FilePath)
            .Select(diagnostic => $"{diagnostic}\n{(diagnostic.Location.SourceTree is { } tree ? models[tree.FilePath] : null)}")];
        Assert.Empty(complaints);
        Assert.InRange(whole.Count, Batch / 8, Batch);
        AssertDescribed(assembly, whole);
    }

    // What stands in the static description is made when it is first read.
    private static void AssertDescribed(MemoryStream assembly, List<string> classes)
    {
        AssemblyLoadContext context = new("fuzz", isCollectible: true);
        assembly.Position = 0;
        Assembly loaded = context.LoadFromStream(assembly);
        foreach (string name in classes)
        {
            if (loaded.GetType(name) is { } type)
                Assert.NotNull(type.GetProperty("Model", BindingFlags.Public | BindingFlags.Static)!.GetValue(null));
        }

        context.Unload();
    }

    private static void AssertReadable(IReadOnlyList<DiagnosticInfo> diagnostics, ModelUnderTest model)
    {
        foreach (DiagnosticInfo diagnostic in diagnostics)
        {
            string message = diagnostic.ToDiagnostic().GetMessage(CultureInfo.InvariantCulture);
            Assert.False(diagnostic.Id == DiagnosticCatalog.GeneratorFailed.Id, $"{message}\n{model}");
            Assert.InRange(message.Length, 1, 1400);
            CSharpTextTests.AssertVisible(message);
        }
    }

    private static ModelUnderTest Mutate(ModelUnderTest model, Random random, string space)
    {
        model = model with { Namespace = space, ClassName = "Tiny", Embed = random.Next(4) == 0 ? "true" : "" };
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            model = random.Next(8) switch
            {
                0 => model with { ClassName = Pick(Hostile.All, random) },
                1 => model with { ClassName = "", Path = $"/project/{Pick(Hostile.All, random)}/{System.IO.Path.GetFileName(model.Path)}" },
                2 => model with { Namespace = space + "." + Pick(Hostile.All, random) },
                3 => model with { Methods = Pick(Methods, random).Replace("$", Pick(Hostile.All, random), StringComparison.Ordinal) },
                _ => model with { Text = TryMutateJson(model.Text, random) },
            };
        }

        return model;
    }

    private static readonly string[] Methods =
        ["$: attnlrp", "$: epsilon", "attnlrp; $: cplrp", "epsilon-plus; $: zplus", "$", "attnlrp[$ = lrp0]", "zplus[$ = flat]", "gamma($)", "epsilon($)", "a: attnlrp; A: cplrp", "a-b: attnlrp; a b: cplrp"];

    // A text that was changed before may be no JSON any more, or hold half a character, which this parser does not read.
    private static string TryMutateJson(string text, Random random)
    {
        try
        {
            return MutateJson(text, random);
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException)
        {
            return text;
        }
    }

    private static string MutateJson(string text, Random random)
    {
        JsonNode root = JsonNode.Parse(text)!;
        List<(JsonNode Parent, string Key)> places;
        try
        {
            places = [.. Places(root)];
        }
        catch (ArgumentException)
        {
            // The mutation before this one gave two keys one name.
            return text;
        }

        (JsonNode parent, string key) = Pick(places, random);
        string before = Value(parent, key)?.ToJsonString() ?? "null";

        // Numbers as C# and JSON do not write them, and halves of characters, do not survive a parser: they are put in as text.
        string mark = "mark" + random.Next(1_000_000).ToString(CultureInfo.InvariantCulture);
        bool isNumber = Value(parent, key)?.GetValueKind() == System.Text.Json.JsonValueKind.Number;
        string value = isNumber ? Pick(Hostile.Numbers, random) : Quote(Pick(Hostile.All, random));
        string name = "";
        if (random.Next(4) == 0 && parent is JsonObject node)
        {
            // The key, not the value.
            JsonNode? moved = node[key];
            node.Remove(key);
            node[mark] = moved;
            value = Quote(Pick(Hostile.All, random));
        }
        else
        {
            Set(parent, key, mark);
            if (parent is JsonObject && key == "name" && before.Length > 2)
                name = before;
        }

        string changed = root.ToJsonString().Replace($"\"{mark}\"", value, StringComparison.Ordinal);

        // A layer with another name is still the one that others read: otherwise most would be refused.
        return name.Length > 0 && random.Next(4) > 0 ? changed.Replace(name, value, StringComparison.Ordinal) : changed;
    }

    private static IEnumerable<(JsonNode Parent, string Key)> Places(JsonNode node)
    {
        IEnumerable<(string Key, JsonNode? Value)> children = node switch
        {
            JsonObject members => members.Select(member => (member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => (index.ToString(CultureInfo.InvariantCulture), item)),
            _ => [],
        };
        foreach ((string key, JsonNode? value) in children)
        {
            if (value is JsonObject or JsonArray)
            {
                foreach ((JsonNode Parent, string Key) place in Places(value))
                    yield return place;
            }
            else
            {
                yield return (node, key);
            }
        }
    }

    private static JsonNode? Value(JsonNode parent, string key) => parent is JsonObject node ? node[key] : parent[int.Parse(key, CultureInfo.InvariantCulture)];

    private static void Set(JsonNode parent, string key, string value)
    {
        if (parent is JsonObject node)
            node[key] = value;
        else
            parent[int.Parse(key, CultureInfo.InvariantCulture)] = value;
    }

    private static string Quote(string text) => "\"" + string.Concat(text.Select(c => c is '"' or '\\' || char.IsControl(c) || char.IsSurrogate(c)
        ? "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture)
        : c.ToString())) + "\"";

    private static T Pick<T>(IReadOnlyList<T> all, Random random) => all[random.Next(all.Count)];
}
