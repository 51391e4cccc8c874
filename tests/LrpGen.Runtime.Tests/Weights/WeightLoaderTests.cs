namespace LrpGen.Runtime.Tests.Weights;

/// <summary>Loading reports everything that does not fit at once, and says what may have been meant.</summary>
public sealed class WeightLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Checkpoint> _open = [];

    public void Dispose()
    {
        _open.ForEach(checkpoint => checkpoint.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void What_fits_is_handed_out()
    {
        WeightLoader loader = new(Open(("x.weight", [2, 3])));
        IFloatSource source = loader.Require("x.weight", 2, 3);

        Assert.Equal("x.weight", source.Name);
        Assert.Equal([2, 3], source.Shape);
        Assert.Null(loader.Optional("x.bias", 3));
        loader.ThrowIfMismatched();
        Assert.Empty(loader.UnusedNames);
    }

    [Fact]
    public void All_mismatches_are_listed_at_once()
    {
        string path = Path.Combine(_folder.Path, "model.safetensors");
        new SafetensorsWriter()
            .Add("encoder.layer.3.output.dense.weight", WeightType.F16, [3, 2], new float[6])
            .Add("classifier.out_proj.biases", WeightType.F32, [2], new float[2])
            .AddIntegers("embeddings.offsets", [2], [0, 0])
            .Write(path);
        WeightLoader loader = new(Open(path));

        IFloatSource wrong = loader.Require("encoder.layer.3.output.dense.weight", 2, 3);
        IFloatSource missing = loader.Require("classifier.out_proj.bias", 2);
        loader.Optional("embeddings.offsets", 2);
        loader.Require("scale");

        CheckpointMismatchException e = Assert.Throws<CheckpointMismatchException>(loader.ThrowIfMismatched);
        Assert.Equal(
            """
            model.safetensors: 4 weights do not fit the model
            encoder.layer.3.output.dense.weight: expected [2, 3], found F16 [3, 2] (model.safetensors)
            classifier.out_proj.bias: expected [2], not found; did you mean classifier.out_proj.biases?
            embeddings.offsets: expected [2] of F32, F16, BF16 or F64, found I64 [2] (model.safetensors)
            scale: expected [], not found
            """,
            e.Message, ignoreLineEndingDifferences: true);
        Assert.Equal(path, e.File);
        Assert.Equal(4, e.Mismatches.Count);
        Assert.Equal([2, 3], e.Mismatches[0].ExpectedShape);
        Assert.Equal("classifier.out_proj.biases", e.Mismatches[1].Suggestion);

        // Shapes go on, so that the rest can be looked at; values are never made up.
        Assert.Equal([2, 3], wrong.Shape);
        Assert.Equal([2], missing.Shape);
        Assert.Contains(nameof(WeightLoader.ThrowIfMismatched), Assert.Throws<InvalidOperationException>(() => wrong.Read(0, new float[6])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => missing.Read(0, new float[2]));
    }

    [Fact]
    public void What_a_model_asks_for_beside_its_plan_is_checked_when_it_asks()
    {
        string path = Path.Combine(_folder.Path, "model.safetensors");
        new SafetensorsWriter().Add("a.weight", WeightType.F32, [2, 3], new float[6]).Add("a.bias", WeightType.F32, [2], new float[2]).Write(path);
        using ModelWeights weights = ModelWeights.Open(path, new Plan());
        CheckpointMismatchException thrown = Assert.Throws<CheckpointMismatchException>(() => weights.Build(source => source.Linear("a", 2, 4)));
        Assert.Contains("a.weight: expected [2, 4], found F32 [2, 3]", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_mismatch_is_listed_once()
    {
        WeightLoader loader = new(Open(("y", [1])));
        loader.Require("x", 1);
        loader.Require("x", 1);

        Assert.Single(Assert.Throws<CheckpointMismatchException>(loader.ThrowIfMismatched).Mismatches);
    }

    [Theory]
    [InlineData("roberta.encoder.layer.0.output.dense.weight", "encoder.layer.0.output.dense.weight")]
    [InlineData("encoder.layer.0.output.dense.weight", "roberta.encoder.layer.0.output.dense.weight")]
    [InlineData("bert.encoder.layer.0.output.dense.weight", "roberta.encoder.layer.0.output.dense.weight")]
    [InlineData("bert.encoder.layer.0.output.dense.weight", "module.model.bert.encoder.layer.0.output.dense.weight")]
    [InlineData("bert.embeddings.LayerNorm.weight", "embeddings.LayerNorm.gamma")]
    [InlineData("classifier.bias", "clasifier.bias")]
    [InlineData("encoder.layer_norm.weight", "encoder.layer_nrom.weight")]
    public void A_near_name_is_suggested(string asked, string there) =>
        Assert.Equal(there, SuggestionFor(asked, there));

    [Theory]
    [InlineData("encoder.layer.12.output.dense.weight", "encoder.layer.11.output.dense.weight")]
    [InlineData("classifier.weight", "pooler.dense.bias")]
    [InlineData("a", "b.c.d")]
    [InlineData("layer.0.q_proj.weight", "layer.0.k_proj.weight")]
    [InlineData("layer.0.attention.self.query.weight", "layer.0.attention.self.value.weight")]
    [InlineData("rnn.weight_ih", "rnn.weight_hh")]
    [InlineData("block.norm1.weight", "block.norm2.weight")]
    [InlineData("block.in_proj.weight", "block.out_proj.weight")]
    public void A_name_of_something_else_is_not(string asked, string there) =>
        Assert.Null(SuggestionFor(asked, there));

    [Fact]
    public void A_name_that_was_asked_for_itself_is_not_suggested()
    {
        WeightLoader loader = new(Open(("dense_a.bias", [1])));
        loader.Require("dense_a.bias", 1);
        loader.Require("dense_b.bias", 1);

        Assert.Null(Assert.Throws<CheckpointMismatchException>(loader.ThrowIfMismatched).Mismatches[0].Suggestion);
    }

    [Fact]
    public void Legacy_names_of_layer_norm_are_accepted()
    {
        WeightLoader loader = new(Open(("embeddings.LayerNorm.gamma", [4]), ("embeddings.LayerNorm.beta", [5])));
        loader.Require("embeddings.LayerNorm.weight", 4);
        loader.Require("embeddings.LayerNorm.bias", 4);

        CheckpointMismatchException e = Assert.Throws<CheckpointMismatchException>(loader.ThrowIfMismatched);
        Assert.Equal(
            "embeddings.LayerNorm.bias: expected [4], found F32 [5] as embeddings.LayerNorm.beta (model.safetensors)",
            Assert.Single(e.Mismatches).ToString());
        Assert.Empty(loader.UnusedNames);
    }

    [Fact]
    public void Unused_names_are_those_that_nobody_asked_for()
    {
        WeightLoader loader = new(Open(("pooler.dense.weight", [1]), ("x", [1]), ("lm_head.bias", [1])));
        loader.Require("x", 1);
        Assert.Equal(["lm_head.bias", "pooler.dense.weight"], loader.UnusedNames);
    }

    [Fact]
    public void Suggestions_among_very_many_names_take_bounded_time()
    {
        SafetensorsWriter writer = new();
        for (int i = 0; i < 30_000; i++)
            writer.Add($"name.{(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))}{(char)('a' + (i / 676 % 26))}{(char)('a' + (i / 17576))}", WeightType.F32, [0], []);
        string path = Path.Combine(_folder.Path, "model.safetensors");
        writer.Write(path);
        WeightLoader loader = new(Open(path));
        for (int i = 0; i < 300; i++)
            loader.Require($"names.{new string((char)('A' + (i % 26)), 1 + (i / 26))}", 1);

        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Throws<CheckpointMismatchException>(loader.ThrowIfMismatched);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10); // takes well under a second; a machine may be busy
    }

    private string? SuggestionFor(string asked, string there)
    {
        WeightLoader loader = new(Open((there, [1])));
        loader.Require(asked, 1);
        return Assert.Throws<CheckpointMismatchException>(loader.ThrowIfMismatched).Mismatches[0].Suggestion;
    }

    private Checkpoint Open(params (string Name, long[] Shape)[] tensors)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, long[] shape) in tensors)
            writer.Add(name, WeightType.F32, shape, new float[shape.Aggregate(1L, (a, b) => a * b)]);
        string path = Path.Combine(_folder.Path, "model.safetensors");
        writer.Write(path);
        return Open(path);
    }

    private Checkpoint Open(string path)
    {
        _open.Add(Checkpoint.Open(path));
        return _open[^1];
    }

    private sealed class Plan : IWeightPlan
    {
        public string Name => "Small";

        public string WeightPlan => "0123456789abcdef";

        public System.Collections.Immutable.ImmutableArray<WeightDescription> Weights { get; } = [new("a.weight", 2, 3), new("a.bias", 2)];
    }
}
