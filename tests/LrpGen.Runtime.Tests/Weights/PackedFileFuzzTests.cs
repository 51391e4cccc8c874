using System.Collections.Immutable;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>However a file of packed weights is damaged, it is refused in the one way that is documented, or loads with the values that were written.</summary>
public sealed class PackedFileFuzzTests : IDisposable
{
    private const int Rounds = 1000;

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _source = new();
    private readonly Plan _plan = new();
    private float? _sum;

    public PackedFileFuzzTests()
    {
        SafetensorsWriter writer = new();
        foreach (WeightDescription weight in _plan.Weights)
        {
            int count = (int)weight.Shape.Aggregate(1L, (product, dimension) => product * dimension);
            writer.Add(weight.Name, WeightType.F16, weight.Shape.AsSpan(), [.. Enumerable.Range(1, count).Select(i => (float)i)]);
        }

        writer.Write(Path.Combine(_source.Path, "model.safetensors"));
    }

    public static TheoryData<WeightType> Storages => [WeightType.F32, WeightType.F16, WeightType.BF16];

    public void Dispose()
    {
        _folder.Dispose();
        _source.Dispose();
    }

    [Theory, MemberData(nameof(Storages))]
    public void The_undamaged_file_loads(WeightType storage) => Assert.True(LoadsOrRefuses(Valid(storage)));

    [Theory, MemberData(nameof(Storages))]
    public void Changed_bytes(WeightType storage) => Damaged(storage).ChangeBytes();

    [Theory, MemberData(nameof(Storages))]
    public void Changed_characters(WeightType storage) => Damaged(storage).ChangeCharacters();

    [Theory, MemberData(nameof(Storages))]
    public void Bytes_cut_out_and_put_in(WeightType storage) => Damaged(storage).CutOutAndPutIn(mostCut: 200, mostPut: 70);

    [Theory, MemberData(nameof(Storages))]
    public void Changed_numbers_in_the_header(WeightType storage) => Damaged(storage).ChangeNumbers();

    private byte[] Valid(WeightType storage)
        => File.ReadAllBytes(ModelWeights.Pack(_source.Path, Path.Combine(_folder.Path, "valid.lrpw"), _plan, storage, WeightChecks.All, reader => new Model(reader)));

    private DamagedFiles Damaged(WeightType storage)
    {
        byte[] valid = Valid(storage);
        Assert.True(LoadsOrRefuses(valid));
        return new(valid, Rounds, file => LoadsOrRefuses(file));
    }

    /// <summary>Loads a file and reads all of it; false where it is refused.</summary>
    private bool LoadsOrRefuses(byte[] file)
    {
        string path = _folder.Write("model.lrpw", file);
        try
        {
            using ModelWeights weights = ModelWeights.Open(path, _plan);
            using Model model = weights.Build(reader => new Model(reader));

            // Sections shorter than two pages are checked whole.
            Assert.Equal(_sum ??= model.Sum(), model.Sum());
            return true;
        }
        catch (CheckpointException e)
        {
            Assert.StartsWith("model.lrpw: ", e.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private sealed class Plan : IWeightPlan
    {
        public string Name => "Small";

        public string WeightPlan => "0123456789abcdef";

        public ImmutableArray<WeightDescription> Weights { get; } =
        [
            new("words.weight", 5, 3),
            new("dense.weight", 17, 3),
            new("dense.bias", 17),
            new("norm.weight", 17),
            new("norm.bias", 17),
            new("conv.weight", 2, 3, 2),
        ];
    }

    /// <summary>A section of every kind.</summary>
    private sealed class Model(WeightReader source) : IDisposable
    {
        private readonly EmbeddingTable _words = source.Table("words", 5, 3);
        private readonly PackedLinear _dense = source.Pack(source.Linear("dense", 17, 3));
        private readonly NormWeights _norm = source.Norm("norm", 17, 1e-5f);
        private readonly PackedConvolution _convolution = source.Convolution(
            "conv", new ConvolutionShape(ConvolutionAxis.None, ConvolutionAxis.None, new ConvolutionAxis(4, 2, 1, 0, 1), 3, 2), bias: false, fold: null);

        public float Sum()
        {
            float sum = 0;
            float[] row = new float[3];
            for (int i = 0; i < _words.Rows; i++)
            {
                _words.Read(i, row);
                sum += row.Sum();
            }

            using Workers workers = new(1);
            float[] x = [.. Enumerable.Repeat(1f, 64)], y = new float[64];
            Linear.Forward(new Matrix(x, 1, 3, 16), _dense, new Matrix(y, 1, 17, 32), workers);
            sum += y.Sum() + _norm.Weight.ToArray().Sum() + _norm.Bias.ToArray().Sum() + _dense.Bias.ToArray().Sum();
            _convolution.Adjoint(new Matrix(x, 3, 2, 16), WeightMap.Identity, new Matrix(y, 4, 3, 16), accumulate: false, workers);
            return sum + y.Sum();
        }

        public void Dispose()
        {
            _dense.Dispose();
            _norm.Dispose();
            _convolution.Dispose();
        }
    }
}
