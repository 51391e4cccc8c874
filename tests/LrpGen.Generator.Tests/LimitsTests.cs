using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Tests;

/// <summary>LRP0401: sizes that are sound one by one, and too large for what is generated.</summary>
public class LimitsTests
{
    private const string Description = "/project/models/tiny-bert/config.json";

    [Theory]
    [InlineData("\"num_hidden_layers\": 1001", "num_hidden_layers: needs 1001 layers, but at most 1000 are possible")]
    [InlineData("\"num_hidden_layers\": 2147483647", "num_hidden_layers: needs 2147483647 layers, but at most 1000 are possible")]
    [InlineData("\"hidden_size\": 2147483640, \"num_attention_heads\": 8", "hidden_size: needs 2147483640 columns, but at most 67108863 are possible")]
    [InlineData("\"intermediate_size\": 67108864", "intermediate_size: needs 67108864 columns, but at most 67108863 are possible")]
    [InlineData("\"intermediate_size\": 60000000, \"num_hidden_layers\": 20", "the workspace of one token: needs 3600221872 floats, but at most 2147483647 are possible")]
    public void A_size_that_cannot_be_addressed_is_an_error(string line, string message)
        => AssertOnly(Descriptions.BertWith(line), message);

    [Fact]
    public void Sizes_go_by_the_names_of_their_family() => AssertOnly(
        Descriptions.With("distilbert", "DistilBertForSequenceClassification", "\"n_layers\": 5000"),
        "n_layers: needs 5000 layers, but at most 1000 are possible");

    [Fact]
    public void The_largest_encoder_that_was_published_is_far_from_any_limit()
    {
        // XLM-R XXL: 48 layers of 4096 columns, 32 heads, 250880 words.
        GeneratorHost host = new GeneratorHost().Put(Description, Descriptions.With(
            "xlm-roberta",
            "XLMRobertaForSequenceClassification",
            "\"num_hidden_layers\": 48, \"hidden_size\": 4096, \"num_attention_heads\": 32, \"intermediate_size\": 16384, \"vocab_size\": 250880, \"max_position_embeddings\": 514"));
        Assert.Empty(host.Diagnostics);
        Assert.Equal(48 + 4, host.Result.GeneratedSources.Length);
    }

    private static void AssertOnly(string description, string message)
    {
        GeneratorHost host = new GeneratorHost().Put(Description, description);
        Diagnostic diagnostic = Assert.Single(host.Diagnostics);
        Assert.Equal(("LRP0401", message), (diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(Description, diagnostic.Location.GetLineSpan().Path);
        Assert.Single(host.Result.GeneratedSources);
    }
}
