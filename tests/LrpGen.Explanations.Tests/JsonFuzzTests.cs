using System.Text;
using System.Text.Json.Nodes;
using LrpGen.Runtime;

namespace LrpGen.Explanations.Tests;

/// <summary>Explanations whose JSON somebody has changed: they are refused with the place, or all views can show them.</summary>
public class JsonFuzzTests
{
    private static readonly int Runs = Environment.GetEnvironmentVariable("LRPGEN_EXHAUSTIVE") == "1" ? 100_000 : 1_000;

    // Values of every kind; what JSON texts cannot hold stands as an escape.
    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1", "2", "0.5", "1e39", "-1e400", "2147483648", "\"\"", "\"x\"", "\"NaN\"", "\"Infinity\"", "\"\\ud800\"",
        "\"\\udc00a\"", "\"\\u0000\\u001b[2J\"", "[]", "[1]", "[\"\\ud800\"]", "{}", "{\"\\ud800\":1}", "{\"start\":1}", "[[[[]]]]",
    ];

    private static readonly char[] Characters = [.. "{}[],:\"\\0-eu \n\ud800\udc00\u001b\0é"];

    private static readonly TextExplanation Text = Examples.Urdu with
    {
        Pair = "zwei",
        Truncation = new(8, 12, 18),
        Ledger = Examples.English.Ledger,
        LayerRelevance = [[1, 2], [3]],
    };

    private static readonly ArrayExplanation Array = new()
    {
        Model = "model",
        Method = "epsilon",
        Labels = [new("a", 1, 0.7f), new("b", -1, null)],
        PredictedLabel = 0,
        Target = new("a", [1, 0], 1, 0),
        Shape = [1, 2, 2],
        Input = [1, 2, 3, 4],
        Relevance = [0.5f, -1, 2, 0],
        Layers = [new("fc", [2], [1, 2])],
        FeatureNames = ["a", "b", "c", "d"],
        FeatureUnits = ["", "m", "", ""],
        Ledger = new(1, 1, [new(SinkKind.Bias, "fc", null, 0.5)]),
    };

    [Fact]
    public void A_changed_explanation_of_a_text_is_refused_with_the_place_or_can_be_shown() =>
        Fuzz(Text.ToJson(indented: false), TextExplanation.FromJson, TextExplanation.ReadJson, explanation =>
        {
            Assert.Equal(explanation, TextExplanation.FromJson(explanation.ToJson()));
            explanation.ToLeanJson();
            explanation.ToHtml();
            explanation.ToHtml(new HtmlOptions { MaskWords = WordMask.Of("x") });
            explanation.ToAnsi();
            explanation.ToMarkdown();
            explanation.ToLatex();
            explanation.ToTokenCsv();
            explanation.ToWordCsv();
            explanation.ToEraser("id");
            explanation.ToEraserDocument();
        });

    [Fact]
    public void A_changed_explanation_of_an_array_is_refused_with_the_place_or_can_be_shown() =>
        Fuzz(Array.ToJson(), ArrayExplanation.FromJson, ArrayExplanation.ReadJson, explanation =>
        {
            Assert.Equal(explanation, ArrayExplanation.FromJson(explanation.ToJson()));
            explanation.ToLeanJson();
            explanation.ToTableHtml();
            explanation.ToTableAnsi();
            explanation.ToCsv();
            FeatureRanking.Of([explanation]).ToHtml();
        });

    private static void Fuzz<T>(string json, Func<string, T> read, Func<Stream, T> readBytes, Action<T> show)
    {
        int refused = 0, read1 = 0;
        for (int run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            string changed = random.Next(3) == 0 ? ChangeCharacters(json, random) : ChangeValue(json, random);
            try
            {
                bool bytes = random.Next(4) == 0;
                T explanation = bytes ? readBytes(new MemoryStream(Broken(Encoding.UTF8.GetBytes(changed), random))) : read(changed);
                show(explanation);
                read1++;
            }
            catch (ExplanationFormatException exception)
            {
                refused++;
                Assert.Matches(@"^(\$|line \d+, byte \d+)", exception.Message);
                Assert.DoesNotContain(exception.Message, c => char.IsControl(c) || char.IsSurrogate(c));
                Assert.InRange(exception.Message.Length, 1, 300);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"run {run}: {exception}\n{changed}");
            }
        }

        // Both ways are taken: a reader that takes nothing, or everything, would pass otherwise.
        Assert.True(refused > Runs / 10 && read1 > Runs / 50, $"{refused} refused, {read1} read");
    }

    private static string ChangeCharacters(string json, Random random)
    {
        var text = new StringBuilder(json);
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Characters[random.Next(Characters.Length)]);
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 60), text.Length - at)));
                    break;
                default:
                    text[at] = Characters[random.Next(Characters.Length)];
                    break;
            }
        }

        return text.ToString();
    }

    // Puts another value in place of one, anywhere in the tree, or another name in place of a property's.
    private static string ChangeValue(string json, Random random)
    {
        const string Mark = "⟦here⟧";
        JsonNode root = JsonNode.Parse(json)!;
        List<JsonNode?> containers = [.. Containers(root)];
        JsonNode container = containers[random.Next(containers.Count)]!;
        if (container is JsonArray array && array.Count > 0)
        {
            array[random.Next(array.Count)] = Mark;
        }
        else if (container is JsonObject members && members.Count > 0)
        {
            string name = members.ElementAt(random.Next(members.Count)).Key;
            members.Remove(name);
            members.Add(name, Mark);
        }

        string text = root.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        return text.Replace($"\"{Mark}\"", Values[random.Next(Values.Length)], StringComparison.Ordinal);
    }

    private static IEnumerable<JsonNode?> Containers(JsonNode node)
    {
        if (node is JsonObject or JsonArray) yield return node;
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (JsonNode? inner in children.Where(child => child is not null).SelectMany(child => Containers(child!))) yield return inner;
    }

    private static byte[] Broken(byte[] bytes, Random random)
    {
        if (random.Next(2) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
