using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;
using LrpGen.Runtime;
using LrpGen.Testing;

namespace LrpGen.Explanations.Tests;

public class JsonTests
{
    private static readonly Gen<string> AnyText =
        Gen.OneOfConst("a", "\"", "\\", "<", "\e", "\u202e", "\n", "\r", "\0", "é", "क", "ि", "م", "👩‍👧", "🇵🇰", "\ufeff", "\u2028", " ").Array[0, 12].Select(string.Concat);

    private static readonly Gen<float> AnyFloat =
        Gen.OneOf(Gen.Float, Gen.OneOfConst(0f, -0f, float.Epsilon, float.MaxValue, float.MinValue, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.1f));

    private static readonly Gen<double> AnyDouble = Gen.OneOf(Gen.Double, Gen.OneOfConst(0.1, -0d, double.NaN, double.Epsilon));

    private static readonly Gen<TextExplanation> Any =
        from text in AnyText
        from pair in Gen.OneOf(Gen.Const((string?)null), AnyText.Select(t => (string?)t))
        from label in Gen.Select(AnyText, AnyFloat, AnyFloat, (name, logit, probability) => new LabelScore(name, logit, float.IsNaN(probability) ? null : probability))
        from tokens in Token(text, pair).Array[0, 6]
        from word in AnyFloat.Array[3]
        from sinks in Gen.Select(Gen.Enum<SinkKind>(), AnyText, Gen.Int[0, 3], AnyDouble, (kind, name, layer, r) => new LedgerSink(kind, name, layer == 0 ? null : layer, r)).Array[0, 3]
        from ledger in AnyDouble.Array[3]
        from matrix in AnyFloat.Array[0, 3].Array[0, 3]
        from name in AnyText
        select new TextExplanation
        {
            Text = text,
            Pair = pair,
            Labels = [label, label with { Name = "other" }],
            PredictedLabel = 1,
            Target = new(name, [word[0], word[1]], word[2], pair is null ? null : 0),
            Method = name,
            Model = name,
            Tokenizer = name,
            Tokens = [.. tokens],
            Words = text.Length == 0 ? [] : [new(0, text.Length, 0, word[0], word[1], [.. Enumerable.Range(0, tokens.Length)])],
            Ledger = sinks.Length == 0 ? null : new(ledger[0], ledger[1], [.. sinks], [ledger[2]]),
            Truncation = pair is null ? null : new(1, 2, text.Length),
            Windowing = word[2] > 0 ? null : new(4, 2, [.. word.Select((score, i) => Window(text, tokens.Length, [label, label with { Name = "other" }], score, ledger[i]))]),
            UnseenCharacters = text.Length == 0 ? [] : [new(0, 1, 0, UnseenReason.Deleted)],
            LayerRelevance = [.. matrix.Select(row => (System.Collections.Immutable.ImmutableArray<float>)[.. row])],
        };

    private static TextWindow Window(string text, int tokens, LabelScore[] labels, float score, double sum) => new()
    {
        TokenStart = 0,
        TokenEnd = tokens,
        OwnStart = tokens / 2,
        OwnEnd = tokens,
        Start = text.Length / 2,
        End = text.Length,
        Labels = [.. labels],
        PredictedLabel = 0,
        Score = score,
        BaselineScore = score > 1 ? null : -score,
        TokenSum = sum,
        Ledger = score > 0 ? null : new(sum, -sum, [new LedgerSink(SinkKind.Bias, text, null, sum)]),
    };

    private static Gen<TokenRelevance> Token(string text, string? pair) =>
        from sequence in Gen.Int[0, pair is null ? 0 : 1]
        let length = (sequence == 0 ? text : pair!).Length
        from start in Gen.Int[0, length]
        from end in Gen.Int[start, length]
        from id in Gen.Int
        from piece in AnyText
        from flags in Gen.Bool.Array[2]
        from relevance in AnyFloat
        select new TokenRelevance(id, piece, start, end, sequence, flags[0], flags[1], relevance);

    [Fact]
    public void Every_explanation_reads_back_equal() =>
        Any.Sample(explanation =>
        {
            Assert.Equal(explanation, TextExplanation.FromJson(explanation.ToJson()));
            Assert.Equal(explanation, TextExplanation.FromJson(explanation.ToJson(indented: false)));
        });

    [Fact]
    public void Floats_read_back_to_the_same_bits() =>
        AnyFloat.Sample(value =>
        {
            TextExplanation explanation = Examples.Of("a", ["a:1"]);
            explanation = explanation with { Tokens = [explanation.Tokens[0] with { Relevance = value }], Words = [] };
            float read = TextExplanation.FromJson(explanation.ToJson()).Tokens[0].Relevance;
            Assert.Equal(BitConverter.SingleToUInt32Bits(value), BitConverter.SingleToUInt32Bits(read));
        });

    [Fact]
    public void The_form_is_stable()
    {
        Snapshot.Verify((Examples.Urdu with { Truncation = new(8, 12, 18), Ledger = Examples.English.Ledger }).ToJson(), "json");
        Assert.DoesNotContain("\n", Examples.Hostile.ToJson(indented: false), StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_in_the_documentation_can_be_read()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "explanation-json.md"));
        string example = page.Split("```json\n")[1].Split("```")[0];
        TextExplanation explanation = TextExplanation.FromJson(example);
        Assert.Equal(["ugly", "so"], explanation.TopWords(2).Select(explanation.TextOf));
        Assert.Equal(0, explanation.Ledger!.Residual);
        Assert.Equal(explanation.Ledger.Tokens, explanation.TokenSum);
    }

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "global.json"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [Fact]
    public void A_stream_holds_the_same()
    {
        using var stream = new MemoryStream();
        Examples.English.WriteJson(stream);
        stream.Position = 0;
        Assert.Equal(Examples.English, TextExplanation.ReadJson(stream));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_U_FFFD_and_positions_stay()
    {
        TextExplanation read = TextExplanation.FromJson(Examples.Hostile.ToJson());
        Assert.Equal(Examples.Hostile.Text.Replace('\ud800', '\ufffd'), read.Text);
        Assert.Equal(Examples.Hostile.Words.AsEnumerable(), read.Words.AsEnumerable());
    }

    [Fact]
    public void Json_can_stand_in_a_page() => Assert.DoesNotContain("<", Examples.Hostile.ToJson(), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "$: expected an object, found an array")]
    [InlineData("null", "$: expected an object, found null")]
    [InlineData("{}", "$: there is no property 'schema'")]
    [InlineData("""{"schema":"other"}""", "$: expected schema 'lrpgen.explanation', found 'other'")]
    [InlineData("""{"schema":"lrpgen.explanation","schema":"x"}""", "not JSON")]
    [InlineData("""{"schema":"\ud800"}""", "$.schema: the string holds half of a surrogate pair")]
    [InlineData("""{"schema":"lrpgen.explanation","schemaVersion":2}""", "$: schema version 2 is not known; this library reads version 1")]
    public void What_is_no_explanation_is_refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<ExplanationFormatException>(() => TextExplanation.FromJson(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"predictedLabel\":1", "\"predictedLabel\":2", "$.predictedLabel: 2 does not lie between 0 and 1")]
    [InlineData("\"seed\":[0,1]", "\"seed\":[0]", "$.target.seed: expected 2 weights, one a label, found 1")]
    [InlineData("\"seed\":[0,1]", "\"seed\":[0,\"x\"]", "$.target.seed[1]: expected a number, found a string")]
    [InlineData("\"start\":2,\"end\":3", "\"start\":2,\"end\":4", "$.tokens[2].end: 4 does not lie between 2 and 3")]
    [InlineData("\"start\":2,\"end\":3", "\"start\":-1,\"end\":3", "$.tokens[2].start: -1 does not lie between 0 and 3")]
    [InlineData("\"tokens\":[2]", "\"tokens\":[4]", "$.words[1].tokens[0]: 4 does not lie between 0 and 3")]
    [InlineData("\"id\":0", "\"id\":0.5", "$.tokens[0].id: expected a whole number, found 0.5")]
    [InlineData("\"score\":1.215", "\"score\":1e99", "$.target.score: 1e99 is too large")]
    [InlineData("\"special\":true", "\"special\":1", "$.tokens[0].special: expected true or false, found a number")]
    [InlineData("\"method\":\"attnlrp\"", "\"method\":null", "$: there is no property 'method'")]
    public void Broken_values_are_named_with_their_place(string right, string wrong, string message)
    {
        string json = Examples.Of("a b", ["a:1", "b:2"]).ToJson(indented: false);
        Assert.Contains(right, json, StringComparison.Ordinal);
        int at = json.IndexOf(right, StringComparison.Ordinal);
        string broken = json[..at] + wrong + json[(at + right.Length)..];
        Assert.Contains(message, Assert.Throws<ExplanationFormatException>(() => TextExplanation.FromJson(broken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Throws<ExplanationFormatException>(() => TextExplanation.FromJson(new string('[', 100_000)));

    [Fact]
    public void Properties_that_are_not_known_are_skipped()
    {
        string json = Examples.English.ToJson(indented: false);
        Assert.Equal(Examples.English, TextExplanation.FromJson("{\"comment\":{\"by\":\"me\"}," + json[1..]));
    }

    [Fact]
    public void Cut_off_json_never_gives_anything_but_a_format_error()
    {
        string json = Examples.English.ToJson(indented: false);
        for (int length = 0; length < json.Length; length += 7)
        {
            Assert.Throws<ExplanationFormatException>(() => TextExplanation.FromJson(json[..length]));
        }
    }

    [Fact]
    public void System_Text_Json_writes_and_reads_the_documented_form()
    {
        // ASP.NET's Results.Ok does this, with the options of the web.
        JsonSerializerOptions web = new(JsonSerializerDefaults.Web) { Encoder = JsonParts.Encoder };
        Assert.Equal(Examples.English.ToJson(indented: false), JsonSerializer.Serialize(Examples.English, web));
        Assert.Equal(Examples.English.ToJson(indented: false), JsonSerializer.Serialize(Examples.English, new ExplanationContext(new JsonSerializerOptions(web)).TextExplanation));
        Assert.Equal(Examples.English, JsonSerializer.Deserialize<TextExplanation>(Examples.English.ToJson(), web));
        Assert.Equal(Examples.English, JsonSerializer.Deserialize<Answer>(JsonSerializer.Serialize(new Answer(Examples.English), web), web)!.Why);
        JsonException wrong = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TextExplanation>("{}", web));
        Assert.IsType<ExplanationFormatException>(wrong.InnerException);
    }

    private sealed record Answer(TextExplanation Why);
}

[JsonSerializable(typeof(TextExplanation))]
[JsonSerializable(typeof(ArrayExplanation))]
internal sealed partial class ExplanationContext : JsonSerializerContext;
