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
    public void Without_a_tokenizer_texts_are_refused_and_token_ids_are_not()
    {
        File.Copy(Path.Combine(ShippedModel.Folder, "model.safetensors"), Path.Combine(folder, "model.safetensors"));
        using TextClassifier model = ShippedModel.Load(folder: folder);
        Assert.Null(model.Encoder);
        Assert.Contains("tokenizer", Assert.Throws<InvalidOperationException>(() => model.Explain("text")).Message, StringComparison.Ordinal);
        using Session session = model.CreateSession();
        session.Predict(Sequences.Batch(Sequences.Of(9)));
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
