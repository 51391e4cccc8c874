using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>A model whose files are resources of its assembly needs no folder, and gives the same bits.</summary>
public sealed class EmbeddedTests : IDisposable
{
    private const string Text = "You are a worthless idiot.";

    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-models-").FullName;

    private static string Weights => Path.Combine(ShippedModel.Folder, "model.safetensors");

    private static string Tokenizer => Path.Combine(ShippedModel.Folder, "tokenizer.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_checkpoint_explains_bit_for_bit_the_same()
    {
        using TextClassifier model = ShippedModel.LoadEmbedded(Weights, Tokenizer);
        Assert.Equal(ShippedModel.Shared.Explain(Text), model.Explain(Text));
    }

    [Fact]
    public void Packed_weights_need_no_checkpoint_and_explain_bit_for_bit_the_same()
    {
        using TextClassifier model = ShippedModel.LoadEmbedded(Pack(), Tokenizer);
        Assert.Equal(ShippedModel.Shared.Explain(Text), model.Explain(Text));
    }

    [Fact]
    public void The_other_form_of_the_tokenizer_is_read_as_from_a_folder()
    {
        string other = Path.Combine(ShippedModel.Folder, "sentencepiece.bpe.model");
        using TextClassifier model = ShippedModel.LoadEmbedded(Weights, other);
        Assert.Equal(TextTokenizer.FromSentencePiece(other).Identity, model.Encoder!.Identity);
    }

    [Fact]
    public void Packed_weights_that_are_stale_are_refused()
    {
        byte[] file = File.ReadAllBytes(Pack());
        file.AsSpan(file.AsSpan().IndexOf("\"plan\":\""u8) + 8, 1).Fill((byte)'-');
        string stale = Path.Combine(folder, "model.lrpw");
        File.WriteAllBytes(stale, file);
        Assert.StartsWith(
            "model.lrpw: packed for another model, or for this one as it was (found \"Shipped\" with plan \"-",
            Assert.Throws<CheckpointException>(() => ShippedModel.LoadEmbedded(stale, Tokenizer)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_were_not_embedded_are_an_error_that_says_so()
        => Assert.Equal(
            "ShippedFalse, resources LrpGen/*: neither model.lrpw nor model.safetensors was embedded; build Shipped with EmbedWeights=\"true\"",
            Assert.Throws<CheckpointException>(() => ShippedModel.LoadEmbedded(Tokenizer)).Message);

    [Fact]
    public void An_empty_resource_is_an_error_that_says_so()
    {
        string empty = Path.Combine(folder, "model.safetensors");
        File.WriteAllBytes(empty, []);
        Assert.Equal("model.safetensors: the file is empty", Assert.Throws<CheckpointException>(() => ShippedModel.LoadEmbedded(empty, Tokenizer)).Message);
    }

    [Fact]
    public void Without_a_tokenizer_texts_are_refused_and_token_ids_are_not()
    {
        Assert.StartsWith(
            "ShippedFalse, resources LrpGen/*: no tokenizer; Shipped needs tokenizer.json, or vocab.json with merges.txt, or one of sentencepiece.bpe.model, spiece.model, tokenizer.model, or vocab.txt there",
            Assert.Throws<FileNotFoundException>(() => ShippedModel.LoadEmbedded(Weights)).Message,
            StringComparison.Ordinal);
        using TextClassifier model = ShippedModel.LoadEmbedded(new TextClassifierOptions { TokenIdsOnly = true }, Weights);
        Assert.Contains(
            "loaded for token ids alone", Assert.Throws<InvalidOperationException>(() => model.Explain(Text)).Message, StringComparison.Ordinal);
        using Session session = model.CreateSession();
        session.Predict(Sequences.Batch(Sequences.Of(9)));
    }

    private string Pack() => ShippedModel.Pack(ShippedModel.Folder, Path.Combine(folder, "model.lrpw"));
}
