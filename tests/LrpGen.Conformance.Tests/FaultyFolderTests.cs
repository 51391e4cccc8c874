using System.Reflection;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Conformance.Tests;

/// <summary>Folders that do not hold the described network never give the numbers of half of it, and the message says what to do.</summary>
public sealed class FaultyFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-faults-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Adapters_that_the_description_does_not_have_are_refused_by_name()
    {
        CheckpointMismatchException refused = Assert.Throws<CheckpointMismatchException>(() => Load<TextClassifier>("plain", CompiledFault.Folder("adapters")));
        Assert.Empty(refused.Mismatches);
        Assert.Equal(
            [
                "bert.encoder.layer.0.output.adapters.hate.adapter_down.0.weight", "bert.encoder.layer.0.output.adapters.hate.adapter_up.weight",
                "bert.encoder.layer.1.output.adapters.hate.adapter_down.0.weight", "bert.encoder.layer.1.output.adapters.hate.adapter_up.weight",
            ],
            refused.UnusedNames);
        Assert.All(refused.UnusedNames, name => Assert.Contains(name, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void More_layers_than_described_are_refused_by_their_pattern()
    {
        CheckpointMismatchException refused = Refuse("deeper");
        Assert.Equal(16, refused.UnusedNames.Count);
        Assert.All(refused.UnusedNames, name => Assert.StartsWith("bert.encoder.layer.1.", name, StringComparison.Ordinal));
        Assert.Contains("bert.encoder.layer.1.", refused.Message, StringComparison.Ordinal);
        Assert.InRange(refused.Message.Split('\n').Length, 2, 11);
    }

    [Fact]
    public void A_bias_of_a_layer_that_has_none_is_refused_by_name()
        => Assert.Equal(["c1.bias", "fc.bias"], Refuse("graphs/nobias").UnusedNames);

    [Fact]
    public void What_is_not_read_can_be_accepted_and_is_data()
    {
        using TextClassifier model = GeneratedAssembly.Load<TextClassifier>(
            CompiledFault.TypeOf("plain"), CompiledFault.Folder("adapters"), new TextClassifierOptions { TokenIdsOnly = true, WeightChecks = WeightChecks.Values });
        Assert.Equal(4, model.UnusedWeights.Length);
        Assert.Equal(Logits("plain"), Logits(model));
        using ArrayClassifier graph = Load<ArrayClassifier>("graphs/nobias", new ArrayClassifierOptions { WeightChecks = WeightChecks.None });
        Assert.Equal(["c1.bias", "fc.bias"], graph.UnusedWeights.AsEnumerable());
    }

    [Fact]
    public void Packing_refuses_what_loading_refuses()
    {
        Assert.IsType<CheckpointMismatchException>(Assert.Throws<TargetInvocationException>(() => Pack("deeper")).InnerException);
        Assert.Contains("not a number", Assert.Throws<TargetInvocationException>(() => Pack("nanw")).InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Packed_weights_remember_what_was_not_read_and_what_was_taken_off()
    {
        GeneratedAssembly.Pack(CompiledFault.TypeOf("ddp"), CompiledFault.Folder("ddp"), Path.Combine(folder, "model.lrpw"));
        using TextClassifier model = GeneratedAssembly.Load<TextClassifier>(CompiledFault.TypeOf("ddp"), folder, new TextClassifierOptions { TokenIdsOnly = true });
        Assert.Equal("module.", model.WeightNamePrefix);
        Assert.Equal(Logits("plain"), Logits(model));
    }

    [Fact]
    public void Packed_weights_of_a_checkpoint_with_legacy_names_load()
    {
        Rewrite("plain", tensors => tensors.Select(tensor => (tensor.Name
            .Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
            .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal), tensor)));
        GeneratedAssembly.Pack(CompiledFault.TypeOf("plain"), folder, Path.Combine(folder, "model.lrpw"));
        using TextClassifier model = LoadRewritten("plain");
        Assert.Equal(Logits("plain"), Logits(model));
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.")]
    [InlineData("model.")]
    [InlineData("module._orig_mod.")]
    [InlineData("classifier.network.")]
    public void One_prefix_before_all_names_is_taken_off_and_said(string prefix)
    {
        Rewrite("plain", tensors => tensors.Select(tensor => (prefix + tensor.Name, tensor)));
        using TextClassifier model = LoadRewritten("plain");
        Assert.Equal(prefix, model.WeightNamePrefix);
        Assert.Empty(model.UnusedWeights);
        Assert.Equal(Logits("plain"), Logits(model));
    }

    [Fact]
    public void Weights_that_were_not_prefixed_have_no_prefix()
    {
        using TextClassifier model = LoadText("plain");
        Assert.Equal("", model.WeightNamePrefix);
    }

    [Fact]
    public void A_weight_that_is_no_number_is_refused_with_its_place()
    {
        CheckpointException refused = Assert.Throws<CheckpointException>(() => LoadText("nanw"));
        Assert.Matches(@"^model\.safetensors: 1 tensor holds what no weight can be: bert\.[a-zA-Z0-9._]+\[[0-9, ]+\] is not a number; ", refused.Message);
        using TextClassifier unchecked_ = LoadText("nanw", new() { TokenIdsOnly = true, WeightChecks = WeightChecks.Unused });
        Assert.Throws<NotFiniteNumberException>(() => Logits(unchecked_));
    }

    [Theory]
    [InlineData("lora")]
    public void An_adapter_that_is_not_merged_is_one_line(string name)
    {
        CheckpointException refused = Assert.Throws<CheckpointException>(() => LoadText(name));
        Assert.StartsWith("model.safetensors: the weights of an adapter (LoRA) are not merged: 20 tensors such as \"base_model.model.bert.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("merge_and_unload", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void An_adapter_alone_is_one_line()
    {
        foreach (string path in new[] { CompiledFault.Folder("peft"), Path.Combine(CompiledFault.Folder("peft"), "adapter_model.safetensors") })
        {
            string message = Assert.Throws<CheckpointException>(() => Load<TextClassifier>("plain", path)).Message;
            Assert.Contains("merge_and_unload", message, StringComparison.Ordinal);
            Assert.DoesNotContain("open that file", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Theory]
    [InlineData("bert.", "cls.predictions.bias")]
    [InlineData("", "")]
    [InlineData("", "pooler")]
    public void An_encoder_without_its_classifier_is_said_to_be_one(string prefix, string head)
    {
        Rewrite("plain", tensors => tensors
            .Where(tensor => tensor.Name.StartsWith("bert.", StringComparison.Ordinal) && (head.Length > 0 || !tensor.Name.Contains("pooler", StringComparison.Ordinal)))
            .Select(tensor => (prefix + tensor.Name["bert.".Length..], tensor))
            .Concat(tensors.Take(head.StartsWith("cls", StringComparison.Ordinal) ? 1 : 0).Select(tensor => (head, tensor))));
        string message = Assert.Throws<CheckpointMismatchException>(() => LoadRewritten("plain")).Message;
        Assert.Contains("an encoder without its classifier, as it is before fine-tuning (no classifier.weight, classifier.bias", message, StringComparison.Ordinal);
        Assert.Equal(head.StartsWith("cls", StringComparison.Ordinal), message.Contains("but cls, the head of another task", StringComparison.Ordinal));
        Assert.InRange(message.Split('\n').Length, 1, 11);
    }

    [Fact]
    public void Names_of_another_family_are_told_by_their_pattern()
    {
        Rewrite("plain", tensors => tensors.Select(tensor => (tensor.Name.Replace("bert.", "electra.", StringComparison.Ordinal), tensor)));
        string message = Assert.Throws<CheckpointMismatchException>(() => LoadRewritten("plain")).Message;
        Assert.Contains("the names in the file begin with \"electra.\" and the model's with \"bert.\"", message, StringComparison.Ordinal);
        Assert.InRange(message.Split('\n').Length, 1, 11);
    }

    [Theory]
    [InlineData("bert.embeddings.position_ids")]
    [InlineData("cls.predictions.transform.dense.weight")]
    [InlineData("cls.seq_relationship.bias")]
    [InlineData("optimizer.state.0")]
    [InlineData("bert.encoder.layer.0.output.dense.weight.exp_avg")]
    public void What_does_no_harm_is_passed_over(string name)
    {
        Rewrite("plain", tensors => tensors.Select(tensor => (tensor.Name, tensor)).Append((name, tensors[0])));
        using TextClassifier model = LoadRewritten("plain");
        Assert.Empty(model.UnusedWeights);
        Assert.Equal(Logits("plain"), Logits(model));
    }

    [Theory]
    [InlineData("lm_head.bias", false)]
    [InlineData("criterion.weight", false)]
    [InlineData("bert.encoder.layer.7.output.dense.weight", true)]
    [InlineData("encoder.layer.2.output.dense.weight", true)]
    [InlineData("model.bert.encoder.layer.1.output.dense.weight", true)]
    [InlineData("classifier.dense.weight", true)]
    [InlineData("bert.embeddings.word_embeddings.gamma", true)]
    public void Anything_else_is_data_or_refused_where_it_could_be_part_of_the_network(string name, bool refused)
    {
        Rewrite("plain", tensors => tensors.Select(tensor => (tensor.Name, tensor)).Append((name, tensors[0])));
        if (refused)
        {
            Assert.Equal([name], Assert.Throws<CheckpointMismatchException>(() => LoadRewritten("plain")).UnusedNames);
            return;
        }

        using TextClassifier model = LoadRewritten("plain");
        Assert.Equal([name], model.UnusedWeights.AsEnumerable());
        Assert.Equal(Logits("plain"), Logits(model));
    }

    private static CheckpointMismatchException Refuse(string name)
        => Assert.Throws<CheckpointMismatchException>(() => name.StartsWith("graphs", StringComparison.Ordinal) ? (object)Load<ArrayClassifier>(name) : LoadText(name));

    private string Pack(string name)
    {
        string path = Path.Combine(folder, "model.lrpw");
        CompiledFault.TypeOf(name).GetMethod("Pack")!.Invoke(null, [CompiledFault.Folder(name), path, WeightType.F32, WeightChecks.All]);
        return path;
    }

    private static TextClassifier LoadText(string name, TextClassifierOptions? options = null) => Load<TextClassifier>(name, options ?? new() { TokenIdsOnly = true });

    private TextClassifier LoadRewritten(string name) => Load<TextClassifier>(name, folder);

    private static T Load<T>(string name, string folder)
    {
        try
        {
            return GeneratedAssembly.Load<T>(CompiledFault.TypeOf(name), folder, new TextClassifierOptions { TokenIdsOnly = true });
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }

    private static T Load<T>(string name, params object?[] arguments)
    {
        try
        {
            return GeneratedAssembly.Load<T>(CompiledFault.TypeOf(name), [CompiledFault.Folder(name), .. arguments]);
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }

    private static float[] Logits(string name)
    {
        using TextClassifier model = LoadText(name);
        return Logits(model);
    }

    private static float[] Logits(TextClassifier model)
    {
        TokenBatch batch = new();
        batch.Add([2, 5, 7, 9, 3]);
        using Session session = model.CreateSession();
        session.Predict(batch);
        return session.Logits(0).ToArray();
    }

    /// <summary>Writes the weights of a folder under other names.</summary>
    private void Rewrite(string name, Func<WeightTensor[], IEnumerable<(string Name, WeightTensor Tensor)>> rename)
    {
        using Checkpoint checkpoint = Checkpoint.Open(CompiledFault.Folder(name));
        SafetensorsWriter writer = new();
        foreach ((string other, WeightTensor tensor) in rename([.. checkpoint.Tensors.Values]))
        {
            byte[] bytes = new byte[tensor.ByteCount];
            tensor.ReadBytes(0, bytes);
            writer.AddBytes(other, tensor.StoredTypeName, tensor.Shape, bytes);
        }

        writer.Write(Path.Combine(folder, "model.safetensors"));
    }
}
