using System.Collections.Immutable;
using System.Text.Json;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>Weights that a checkpoint stores otherwise than layers read them: transposed, several in one, one for two uses; packed and not.</summary>
public sealed class SharedWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Plan _plan = new();
    private readonly Dictionary<string, float[]> _values = [];

    public SharedWeightsTests()
    {
        var random = new Random(1);
        SafetensorsWriter writer = new();
        foreach (WeightDescription weight in _plan.Weights)
        {
            float[] values = [.. Enumerable.Range(0, (int)weight.Shape.Aggregate(1L, (product, size) => product * size)).Select(_ => (random.Next(512) - 256) / 64f)];
            _values[weight.Name] = values;
            writer.Add(weight.Name, WeightType.F32, weight.Shape.AsSpan(), values);
        }

        writer.Write(Path.Combine(_folder.Path, "model.safetensors"));
    }

    // The values are small whole numbers over 64: exact in 16 bits too.
    public static TheoryData<WeightType> Storages => [WeightType.F32, WeightType.F16, WeightType.BF16];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Storages))]
    public void All_are_read_from_a_checkpoint_and_from_packed_weights(WeightType storage)
    {
        using (ModelWeights weights = ModelWeights.Open(_folder.Path, _plan, storage))
        {
            using Model model = weights.Build(reader => new Model(reader));
            Check(model);
        }

        ModelWeights.Pack(_folder.Path, null, _plan, storage, WeightChecks.All, reader => new Model(reader));
        using (ModelWeights packed = ModelWeights.Open(_folder.Path, _plan))
        {
            using Model model = packed.Build(reader => new Model(reader));
            Check(model);
        }
    }

    [Fact]
    public void A_tied_weight_is_in_the_packed_file_once()
    {
        string path = ModelWeights.Pack(_folder.Path, null, _plan, WeightType.F32, WeightChecks.All, reader => new Model(reader));
        byte[] file = File.ReadAllBytes(path);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, (int)BitConverter.ToInt64(file)));
        string[] names = [.. header.RootElement.EnumerateObject().Select(entry => entry.Name).Where(name => name.StartsWith("words", StringComparison.Ordinal))];
        Assert.Equal(["words.weight/bias", "words.weight/blocks"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using ModelWeights weights = ModelWeights.Open(_folder.Path, _plan);
        weights.Build(reader =>
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => reader.Linear("fused", 34, 5, bias: false).Outputs(30, 5));
            using PackedLinear two = reader.Pack(reader.Linear("fused", 34, 5, bias: false), reader.Linear("fused", 34, 5, bias: false));
            Assert.Throws<ArgumentException>(() => WeightReader.Table(two));

            // Last: a reader that met a tensor of another shape refuses everything.
            Assert.ThrowsAny<CheckpointException>(() => reader.Linear("conv1d", 18, 5, bias: true));
            return 0;
        });
    }

    private void Check(Model model)
    {
        using var workers = new Workers(1);

        // x = eᵢ gives column i of W, and the bias.
        for (int i = 0; i < 5; i++)
        {
            float[] y = Column(model.Transposed, i, workers);
            Assert.Equal(Enumerable.Range(0, 18).Select(o => _values["conv1d.weight"][(i * 18) + o] + _values["conv1d.bias"][o]), y[..18]);
            float[] parts = Column(model.Halves, i, workers);
            Assert.Equal(Enumerable.Range(0, 17).Select(o => _values["fused.weight"][(o * 5) + i]), parts[..17]);
            Assert.Equal(Enumerable.Range(17, 17).Select(o => _values["fused.weight"][(o * 5) + i]), parts[32..49]);
            float[] second = Column(model.SecondOfTransposed, i, workers);
            Assert.Equal(Enumerable.Range(9, 9).Select(o => _values["conv1d.weight"][(i * 18) + o] + _values["conv1d.bias"][o]), second[..9]);
        }

        float[] row = new float[5];
        for (int word = 0; word < 21; word++)
        {
            model.Words.Read(word, row);
            Assert.Equal(_values["words.weight"][(word * 5)..((word + 1) * 5)], row);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => model.Words.Read(21, row));
        Assert.Equal(_values["norm.weight"].Select(w => w + 1), model.Norm.Weight[..17].ToArray());
        Assert.Equal(new float[32], model.Norm.Bias.ToArray());
        Assert.Equal(_values["cls"], model.Rows.Values[0].ToArray().Concat(model.Rows.Values[1].ToArray()));
        for (int distance = -20; distance <= 20; distance++)
        {
            Assert.Equal(_values["relative.weight"][(RelativeBias.Bucket(distance, 8, true, 16) * 3) + 2], model.Bias[2, distance]);
        }
    }

    private static float[] Column(PackedLinear layer, int input, Workers workers)
    {
        float[] x = new float[16], y = new float[layer.Outputs];
        x[input] = 1;
        Linear.Forward(new Matrix(x, 1, 5, 16), layer, new Matrix(y, 1, layer.Parts == 1 ? layer.PartColumns(0) : layer.Outputs, layer.Outputs), workers);
        return y;
    }

    private sealed class Plan : IWeightPlan
    {
        public string Name => "Shared";

        public string WeightPlan => "fedcba9876543210";

        public ImmutableArray<WeightDescription> Weights { get; } =
        [
            new("words.weight", 21, 5),
            new("conv1d.weight", 5, 18),
            new("conv1d.bias", 18),
            new("fused.weight", 34, 5),
            new("norm.weight", 17),
            new("cls", 1, 2, 5),
            new("relative.weight", 8, 3),
        ];
    }

    private sealed class Model : IDisposable
    {
        public Model(WeightReader source)
        {
            Head = source.Pack(source.Linear("words", 21, 5, bias: false));
            Words = WeightReader.Table(Head);
            Transposed = source.Pack(source.Linear("conv1d", 18, 5, bias: true, transposed: true));
            LinearPart fused = source.Linear("fused", 34, 5, bias: false);
            Halves = source.Pack(fused.Outputs(0, 17), fused.Outputs(17, 17));
            SecondOfTransposed = source.Pack(source.Linear("conv1d", 18, 5, bias: true, transposed: true).Outputs(9, 9));
            Norm = source.Norm("norm", 17, 1e-6f, bias: false, offset: 1);
            Rows = source.Rows("cls", 1, 2, 5);
            Bias = source.RelativeBias("relative", 8, 3, isBidirectional: true, 16);
        }

        public PackedLinear Head { get; }

        public EmbeddingTable Words { get; }

        public PackedLinear Transposed { get; }

        public PackedLinear Halves { get; }

        public PackedLinear SecondOfTransposed { get; }

        public NormWeights Norm { get; }

        public LearnedRows Rows { get; }

        public RelativeBias Bias { get; }

        public void Dispose()
        {
            Head.Dispose();
            Transposed.Dispose();
            Halves.Dispose();
            SecondOfTransposed.Dispose();
            Norm.Dispose();
            Rows.Dispose();
            Bias.Dispose();
        }
    }
}
