using System.Text.Json.Nodes;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>A folder that does not hold the compiled model is refused, with all that is wrong at once.</summary>
public sealed class LoadingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-models-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_folder_that_is_not_there()
        => Assert.ThrowsAny<IOException>(() => ShippedModel.Load(folder: Path.Combine(folder, "nowhere")));

    [Fact]
    public void A_folder_without_weights()
        => Assert.ThrowsAny<IOException>(() => ShippedModel.Load(folder: folder));

    [Fact]
    public void All_mismatches_are_in_one_exception()
    {
        // A layer with an output too many, one tensor that is not there, one with another number of dimensions.
        CheckpointMismatchException refused = Refuse(
            weights => weights.Where(w => w.Name != "roberta.encoder.layer.3.output.dense.bias").Select(w => w.Name switch
            {
                "classifier.out_proj.weight" => w with { Shape = [3, 128] },
                "roberta.embeddings.LayerNorm.weight" => w with { Shape = [1, 128] },
                _ => w,
            }));
        Assert.Equal(3, refused.Mismatches.Count);
        Assert.Contains("classifier.out_proj.weight", refused.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 128]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("[3, 128]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("roberta.embeddings.LayerNorm.weight", refused.Message, StringComparison.Ordinal);
        Assert.Contains("roberta.encoder.layer.3.output.dense.bias", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_model()
    {
        CheckpointMismatchException refused = Refuse(weights => [weights.First() with { Name = "bert.embeddings.word_embeddings.weight" }]);
        Assert.Equal(ShippedModel.Shared.Description.Weights.Length, refused.Mismatches.Count);
    }

    [Fact]
    public void A_folder_without_a_tokenizer_is_refused_with_what_is_there_and_what_to_do()
    {
        CopyWeights();
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), "{}");
        Assert.Equal(
            $"{folder}: no tokenizer (found model.safetensors, tokenizer_config.json); Shipped needs tokenizer.json, or vocab.json with merges.txt, or one of sentencepiece.bpe.model, spiece.model, tokenizer.model, or vocab.txt there, which transformers' save_pretrained writes: "
            + "copy it there, give a tokenizer in TextClassifierOptions.Encoder, or set TokenIdsOnly if token ids are enough",
            Assert.Throws<FileNotFoundException>(() => ShippedModel.Load(folder: folder)).Message);
    }

    [Fact]
    public void Without_a_tokenizer_texts_are_refused_and_token_ids_are_not()
    {
        CopyWeights();
        using TextClassifier model = ShippedModel.Load(folder: folder, idsOnly: true);
        Assert.Null(model.Encoder);
        Assert.Contains("tokenizer", Assert.Throws<InvalidOperationException>(() => model.Explain("text")).Message, StringComparison.Ordinal);
        using Session session = model.CreateSession();
        session.Predict(Sequences.Batch(Sequences.Of(9)));
    }

    [Fact]
    public void A_tokenizer_with_more_ids_than_the_embedding_has_rows_is_refused_with_both_numbers()
    {
        CopyWeights();
        CopyTokenizer(added: 1);
        int rows = ShippedModel.Shared.Description.Tokens!.VocabularySize;
        string message = Assert.Throws<InvalidDataException>(() => ShippedModel.Load(folder: folder)).Message;
        Assert.Contains($"has {rows + 1} ids and Shipped's word embedding {rows} rows", message, StringComparison.Ordinal);
        Assert.Contains("resize_token_embeddings", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_of_one_text_without_a_row_is_an_error_of_that_text()
    {
        using TextClassifier model = ShippedModel.Load(encoder: new OneTooMany());
        string message = Assert.Throws<InvalidDataException>(() => model.Explain("<user>")).Message;
        Assert.Contains($"the token \"<user>\" the id {model.Description.Tokens!.VocabularySize}", message, StringComparison.Ordinal);
        Assert.Contains("the type 1", Assert.Throws<InvalidDataException>(() => model.Explain("type")).Message, StringComparison.Ordinal);
        Assert.Equal(2, model.ExplainBatch(["a", "b"]).Length);
    }

    [Fact]
    public async Task One_such_text_among_many_leaves_the_others_as_they_are()
    {
        using TextClassifier model = ShippedModel.Load(encoder: new OneTooMany());
        List<string> results = [];
        IAsyncEnumerator<TextExplanation> explanations = model.ExplainMany(["a", "b", "<user>"]).GetAsyncEnumerator();
        ExplainManyException failed = await Assert.ThrowsAsync<ExplainManyException>(async () =>
        {
            while (await explanations.MoveNextAsync())
            {
                results.Add(explanations.Current.Text);
            }
        });
        Assert.Equal(["a", "b"], results);
        Assert.IsType<InvalidDataException>(failed.InnerException);
    }

    private void CopyWeights() => File.Copy(Path.Combine(ShippedModel.Folder, "model.safetensors"), Path.Combine(folder, "model.safetensors"));

    // The shipped tokenizer with tokens added behind the last id, as a training does it that does not resize the embedding.
    private void CopyTokenizer(int added)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(ShippedModel.Folder, "tokenizer.json")))!;
        for (int i = 0; i < added; i++)
        {
            root["added_tokens"]!.AsArray().Add(JsonNode.Parse(
                $$"""{"id":{{ShippedModel.Shared.Description.Tokens!.VocabularySize + i}},"content":"<added{{i}}>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}"""));
        }

        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), root.ToJsonString());
    }

    /// <summary>One token a text; of some texts one that the model has no row for.</summary>
    private sealed class OneTooMany : ITextEncoder
    {
        public string Identity => "one too many";

        public TextEncoding Encode(string text, int maxTokens)
        {
            int id = text == "<user>" ? ShippedModel.Shared.Description.Tokens!.VocabularySize : 9;
            EncodedToken token = new(id, text, 0, text.Length, IsSpecial: false, Sequence: 0, TypeId: text == "type" ? 1 : 0);
            return new TextEncoding(text, null, [token], 1, default, default);
        }

        public TextEncoding Encode(string text, string pair, int maxTokens) => throw new NotSupportedException();
    }

    private CheckpointMismatchException Refuse(Func<IEnumerable<WeightDescription>, IEnumerable<WeightDescription>> change)
    {
        SafetensorsWriter writer = new();
        foreach (WeightDescription weight in change(ShippedModel.Shared.Description.Weights))
        {
            writer.Add(weight.Name, WeightType.F16, weight.Shape.AsSpan(), new float[weight.Shape.Aggregate(1L, (a, b) => a * b)]);
        }

        writer.Write(Path.Combine(folder, "model.safetensors"));
        return Assert.Throws<CheckpointMismatchException>(() => ShippedModel.Load(folder: folder));
    }
}
