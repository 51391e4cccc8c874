using System.Text.Json;

namespace LrpGen.Text.Tests;

/// <summary>Ranges of XLM-R that no other program gives: those of the model that ships, and of texts that begin with deleted characters.</summary>
public sealed class FirstModelTests
{
    [Fact]
    public void Deleted_characters_at_the_beginning_do_not_shift_ranges()
    {
        foreach (TextTokenizer tokenizer in new[] { Tokenizers.SmallFast, Tokenizers.SmallSlow })
        {
            TextEncoding encoding = tokenizer.Encode("\u0001\u0002\u0007bell", 128);
            Assert.Equal(["be", "ll"], encoding.Tokens.Where(t => !t.IsSpecial).Select(t => encoding.Text[t.Start..t.End]));
        }
    }

    [Fact]
    public void The_first_model_gives_the_ids_and_ranges_that_its_explanations_were_made_with()
    {
        var tokenizer = TextTokenizer.FromFolder(Path.Combine(TestData.Models, "hate-xlmr-mini"));
        string[] lines = File.ReadAllLines(Path.Combine(TestData.Golden, "hate-xlmr-mini", "sentences.jsonl"));
        Assert.Equal(42, lines.Length);
        foreach (string line in lines)
        {
            using var json = JsonDocument.Parse(line);
            TextEncoding encoding = tokenizer.Encode(json.RootElement.GetProperty("text").GetString()!, 128);
            Assert.Equal(GoldenCase.Numbers(json.RootElement.GetProperty("ids")), encoding.ToIds());
            Assert.Equal(
                GoldenCase.Spans(json.RootElement.GetProperty("offsets_utf16")),
                encoding.Tokens.Select(t => new TextSpan(t.Start, t.End)));
            Assert.Equal(json.RootElement.GetProperty("truncated").GetBoolean(), encoding.IsTruncated);
        }
    }
}
