using System.Security.Cryptography;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>The hash of the weights is on the way of no call, and is there whenever somebody asks.</summary>
public sealed class IdentityTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-identity").FullName;

    private string Weights => Path.Combine(folder, "model.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_explanation_tells_the_hash_after_the_model_is_gone()
    {
        TextExplanation explanation;
        using (TextClassifier model = Load())
        {
            explanation = model.Explain("some text");
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Weights)));
        Assert.Equal("Shipped sha256:" + hash, explanation.Model);
        Assert.Contains(hash, explanation.ToJson(), StringComparison.Ordinal);
        Assert.Equal(explanation, TextExplanation.FromJson(explanation.ToJson()));
        Assert.Equal("mine", (explanation with { Model = "mine" }).Model);
    }

    [Fact]
    public void A_call_does_not_hash_the_checkpoint()
    {
        using TextClassifier model = Load();
        TextExplanation[] explanations = [model.Explain("some text"), .. model.ExplainAllLabels("some text"), .. model.ExplainBatch(["a", "b"])];

        // Had it been hashed before, the hash would be known: what was written after that is found when somebody asks.
        File.SetLastWriteTimeUtc(Weights, DateTime.UtcNow.AddMinutes(1));
        Assert.All(explanations, explanation => Assert.Contains("sha256:unknown", explanation.Model, StringComparison.Ordinal));
        Assert.Contains("was changed after it was opened", explanations[0].Model, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => model.Identity);
    }

    [Fact]
    public void Views_and_hash_codes_do_not_ask()
    {
        using TextClassifier model = Load();
        TextExplanation explanation = model.Explain("some text");
        _ = explanation.ToAnsi() + explanation.GetHashCode() + explanation.Equals(explanation with { Method = "other" });
        Assert.Equal(explanation, explanation with { });
        File.SetLastWriteTimeUtc(Weights, DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("sha256:unknown", explanation.Model, StringComparison.Ordinal);
    }

    private TextClassifier Load()
    {
        File.Copy(Path.Combine(ShippedModel.Folder, "model.safetensors"), Weights, overwrite: true);
        return ShippedModel.Load(folder: folder, encoder: ShippedModel.Shared.Encoder);
    }
}
