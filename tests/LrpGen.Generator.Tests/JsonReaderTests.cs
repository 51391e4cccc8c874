using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Tests;

public class JsonReaderTests
{
    [Fact]
    public void Values_and_keys_know_offset_length_line_and_column()
    {
        JsonNode root = Read("{\n  \"a\": [1, true],\r\n  \"b\": \"x\\ny\"\n}");

        JsonMember a = root.Members[0];
        Assert.Equal(new SourceSpan(4, 3, new(1, 2), new(1, 5)), a.KeySpan);
        Assert.Equal(new SourceSpan(9, 9, new(1, 7), new(1, 16)), a.Value.Span);
        Assert.Equal(new SourceSpan(13, 4, new(1, 11), new(1, 15)), a.Value.Items[1].Span);
        Assert.Equal(new SourceSpan(28, 6, new(2, 7), new(2, 13)), root.Members[1].Value.Span);
        Assert.Equal(new TextPosition(3, 1), root.Span.To);
    }

    [Fact]
    public void Columns_count_UTF16_units() =>
        Assert.Equal(new TextPosition(0, 7), Read("{\"😀\": 1}").Members[0].Value.Span.From);

    [Theory]
    [InlineData("1e-05"), InlineData("-0"), InlineData("1.50"), InlineData("123456789012345678901234567890"), InlineData("1E+3")]
    [InlineData("NaN"), InlineData("Infinity"), InlineData("-Infinity")]
    public void Numbers_keep_their_token(string token)
    {
        JsonNode node = Read(token);
        Assert.Equal(JsonKind.Number, node.Kind);
        Assert.Equal(token, node.Text);
    }

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("""   "\"\\\/\b\f\n\r\t"   """, "\"\\/\b\f\n\r\t")]
    [InlineData("\"\\u00e9\\uD83D\\ude00\"", "é😀")]
    [InlineData("\"é😀\"", "é😀")]
    public void Strings_are_unescaped(string text, string value) => Assert.Equal(value, Read(text).Text);

    [Theory]
    [InlineData("null", "Null"), InlineData("true", "Boolean"), InlineData("false", "Boolean")]
    [InlineData("[]", "Array"), InlineData("{}", "Object"), InlineData("\uFEFF{}", "Object"), InlineData(" \t\r\n{ } \n", "Object")]
    public void Each_kind_is_read(string text, string kind) => Assert.Equal(kind, Read(text).Kind.ToString());

    [Theory]
    [InlineData("", 1, 1, "the file is empty")]
    [InlineData("  ", 1, 3, "the file is empty")]
    [InlineData("{", 1, 1, "the bracket is not closed")]
    [InlineData("{\"a\": 1", 1, 1, "the bracket is not closed")]
    [InlineData("{\"a\" 1}", 1, 6, "found '1'; expected ':' behind the key 'a'")]
    [InlineData("{\"a\": }", 1, 7, "found '}'; expected a value")]
    [InlineData("{\"a\": 1 \"b\": 2}", 1, 9, "found '\"'; expected ',' or '}'")]
    [InlineData("{a: 1}", 1, 2, "found 'a'; expected a key in double quotes")]
    [InlineData("{\"a\": 1,}", 1, 8, "found a comma before '}'")]
    [InlineData("[1, 2,\n]", 1, 6, "found a comma before ']'")]
    [InlineData("[1, tru]", 1, 5, "found 'tru'; expected a value")]
    [InlineData("[1}", 1, 3, "found '}'; expected ',' or ']'")]
    [InlineData("{} x", 1, 4, "found 'x' behind the end")]
    [InlineData("// note\n{}", 1, 1, "found a comment")]
    [InlineData("01", 1, 1, "'01' is not a JSON number")]
    [InlineData("[.5]", 1, 2, "'.5' is not a JSON number")]
    [InlineData("[1.]", 1, 2, "'1.' is not a JSON number")]
    [InlineData("[1e]", 1, 2, "'1e' is not a JSON number")]
    [InlineData("[+1]", 1, 2, "'+1' is not a JSON number")]
    [InlineData("[\"a]\n", 1, 2, "the string is not closed")]
    [InlineData("\"\\x\"", 1, 2, "'\\x' is not a JSON escape")]
    [InlineData("\"\\u12g4\"", 1, 2, "'\\u' needs four hexadecimal digits")]
    [InlineData("\"\\ud800\"", 1, 2, "the surrogate U+D800 stands alone")]
    [InlineData("\"\\ud800\\ud800\\udc00\"", 1, 2, "the surrogate U+D800 stands alone")]
    [InlineData("\"\\udc00\"", 1, 2, "the surrogate U+DC00 stands alone")]
    [InlineData("\"a\tb\"", 1, 3, "the control character U+0009 must be written as an escape")]
    [InlineData("\"\\", 1, 2, "the text ends within an escape")]
    public void What_is_not_JSON_is_reported_at_its_place(string text, int line, int column, string message)
    {
        JsonError error = JsonReader.Read(text, JsonOptions.HuggingFace).Errors[0];
        Assert.Equal((line, column), (error.Span.From.Line + 1, error.Span.From.Column + 1));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_raw_lone_surrogate_is_reported() =>
        // Not a theory: test runners cannot carry such a string.
        Assert.Contains("U+D83D stands alone", JsonReader.Read("\"" + '\ud83d' + "\"", JsonOptions.HuggingFace).Errors[0].Message, StringComparison.Ordinal);

    [Fact]
    public void Reading_goes_on_behind_an_error()
    {
        JsonReadResult result = JsonReader.Read("{\n\"a\": tru,\n\"b\": [1, {\"x\": [2]} 3],\n\"c\": 01,\n\"d\": 4\n}", JsonOptions.HuggingFace);
        Assert.Equal([1, 2, 3], result.Errors.Select(error => error.Span.From.Line));
        Assert.Equal("4", result.Root!.Member("d")!.Value.Text);
    }

    [Fact]
    public void A_repeated_key_is_reported_and_the_last_one_holds()
    {
        JsonReadResult result = JsonReader.Read("{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", JsonOptions.HuggingFace);
        JsonError error = Assert.Single(result.Errors);
        Assert.Equal(("a", 2, 1), (error.DuplicateKey, error.Span.From.Line, error.Span.From.Column));
        Assert.Equal("3", result.Root!.Member("a")!.Value.Text);
    }

    [Fact]
    public void Hand_written_files_may_have_comments_and_trailing_commas()
    {
        JsonReadResult result = JsonReader.Read("// model\n{\"a\": [1, 2,], // two\n}\n//", JsonOptions.HandWritten);
        Assert.Empty(result.Errors);
        Assert.Equal(2, result.Root!.Member("a")!.Value.Items.Length);
    }

    [Fact]
    public void Deep_nesting_is_an_error_and_costs_no_stack()
    {
        string text = string.Concat(Enumerable.Repeat("[{\"a\":", 200_000));
        Assert.Contains(JsonReader.Read(text, JsonOptions.HuggingFace).Errors, error => error.Message.Contains("nested deeper than 64", StringComparison.Ordinal));
    }

    [Fact]
    public void Sixty_four_levels_are_fine() =>
        Assert.Empty(JsonReader.Read(new string('[', 64) + new string(']', 64), JsonOptions.HuggingFace).Errors);

    private static JsonNode Read(string text)
    {
        JsonReadResult result = JsonReader.Read(text, JsonOptions.HuggingFace);
        Assert.Empty(result.Errors);
        return result.Root!;
    }
}
