using System.Text.Json;
using CsCheck;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Tests;

public class JsonReaderFuzzTests
{
    /// <summary>Pieces that JSON is made of, and some that it is not, so that random texts come near to JSON.</summary>
    private static readonly Gen<string> Piece = Gen.OneOfConst(
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\"", "\"b\":", "1", "-", "0", ".5", "e", "1e-05", "true", "null", "NaN",
        "-Infinity", "//", "/", "\n", "\r\n", " ", "\t", "\u2028", "\\u", "\\ud83d", "\\ude00", "\ud83d", "\ude00", "\0", "é", "x", "\uFEFF");

    private static readonly Gen<string> Text = Piece.Array[0, 40].Select(string.Concat);

    [Fact]
    public void No_text_makes_the_reader_throw_or_run_forever() =>
        Text.Sample(
            text =>
            {
                foreach (JsonOptions options in new[] { JsonOptions.HuggingFace, JsonOptions.HandWritten })
                {
                    JsonReadResult result = JsonReader.Read(text, options);
                    Assert.True(result.Root is not null || result.Errors.Count > 0);
                    Assert.All(result.Errors, error => Assert.InRange(error.Span.Start + error.Span.Length, error.Span.Start, text.Length));
                }
            },
            iter: 20_000);

    [Fact]
    public void Arbitrary_characters_do_not_throw_either() =>
        Gen.String.Sample(text => JsonReader.Read(text, JsonOptions.HuggingFace), iter: 5_000);

    /// <summary>Valid JSON with one piece put somewhere over nothing, one or two characters: about half of it is still valid.</summary>
    private static readonly Gen<string> NearlyJson =
        from seed in Gen.OneOfConst("{\"a\": [1, -2.5e+10, true], \"b\": {\"c\": null}}", "[0, 10, 0.5, \"\\u00e9\\n\", [], {}]", " \"text\" ", "120")
        from place in Gen.Int[0, seed.Length]
        from removed in Gen.Int[0, 2]
        from piece in Piece
        select seed[..place] + piece + seed[Math.Min(place + removed, seed.Length)..];

    /// <summary>
    /// System.Text.Json as the judge. The two may differ where this reader means to: numbers that only Python writes, a
    /// byte order mark, lone surrogates and repeated keys.
    /// </summary>
    [Fact]
    public void Accepts_what_another_reader_accepts_and_nothing_else()
    {
        int valid = 0;
        NearlyJson.Sample(
            text =>
            {
                JsonReadResult result = JsonReader.Read(text, JsonOptions.HuggingFace);
                bool own = text.Contains("NaN", StringComparison.Ordinal) || text.Contains("Infinity", StringComparison.Ordinal) || text.StartsWith('\uFEFF')
                    || result.Errors.Any(error => error.DuplicateKey is not null || error.Message.Contains("stands alone", StringComparison.Ordinal));
                if (own)
                    return;
                bool isJson = IsJson(text);
                Assert.True(isJson == result.Errors.IsEmpty, $"System.Text.Json says {isJson}, of: {text}");
                if (isJson)
                    Interlocked.Increment(ref valid);
            },
            iter: 20_000);
        Assert.InRange(valid, 2_000, 18_000);
    }

    [Fact]
    public void What_a_writer_wrote_is_read_back() =>
        Gen.Dictionary(Gen.String, Gen.Double)[0, 10].Sample(values =>
        {
            if (values.Keys.Any(key => key.Any(char.IsSurrogate)) || values.Values.Any(value => !double.IsFinite(value)))
                return;
            JsonReadResult result = JsonReader.Read(JsonSerializer.Serialize(values), JsonOptions.HuggingFace);
            Assert.Empty(result.Errors);
            Assert.Equal(values.Keys, result.Root!.Members.Select(member => member.Key));
        });

    private static bool IsJson(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return false;
        }
    }
}
