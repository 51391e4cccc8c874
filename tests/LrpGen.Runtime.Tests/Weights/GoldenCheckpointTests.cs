namespace LrpGen.Runtime.Tests.Weights;

/// <summary>The checkpoints in the repository, written by transformers.</summary>
public class GoldenCheckpointTests
{
    [Fact]
    public void The_golden_model_has_its_names_shapes_and_type()
    {
        using Checkpoint checkpoint = Checkpoint.Open(RepositoryFiles.Golden("xlm-roberta-seqcls"));

        Assert.Equal(57, checkpoint.Tensors.Count);
        Assert.Equal("pt", checkpoint.Metadata["format"]);
        WeightTensor words = checkpoint.Tensors["roberta.embeddings.word_embeddings.weight"];
        Assert.Equal([250, 48], words.Shape);
        Assert.Equal(WeightType.F32, words.Type);
        Assert.Equal([2, 48], checkpoint.Tensors["classifier.out_proj.weight"].Shape);
        Assert.All(checkpoint.Tensors.Values, ReadsFiniteValues);
    }

    [Fact]
    public void The_shipped_model_is_stored_in_half_precision()
    {
        using Checkpoint checkpoint = Checkpoint.Open(RepositoryFiles.Model("hate-xlmr-mini"));

        Assert.Equal(73, checkpoint.Tensors.Count);
        Assert.All(checkpoint.Tensors.Values, tensor => Assert.Equal(WeightType.F16, tensor.Type));
        Assert.Equal([8002, 128], checkpoint.Tensors["roberta.embeddings.word_embeddings.weight"].Shape);
        Assert.Contains("roberta.encoder.layer.3.output.LayerNorm.bias", checkpoint.Tensors.Keys);
        Assert.All(checkpoint.Tensors.Values, ReadsFiniteValues);
    }

    [Fact]
    public void The_golden_results_hold_doubles_and_integers()
    {
        using Checkpoint results = Checkpoint.Open(Path.Combine(RepositoryFiles.Golden("xlm-roberta-seqcls"), "expected.safetensors"));

        Assert.Equal(WeightType.F64, results.Tensors["logits"].Type);
        Assert.Null(results.Tensors["input_ids"].Type);
        Assert.Equal("I64", results.Tensors["input_ids"].StoredTypeName);
        ReadsFiniteValues(results.Tensors["logits"]);
    }

    private static void ReadsFiniteValues(WeightTensor tensor)
    {
        float[] values = new float[tensor.Count];
        tensor.Read(0, values);
        Assert.All(values, value => Assert.True(float.IsFinite(value), $"{tensor}: {value}"));
        Assert.Contains(values, value => value != 0);
    }
}
