using System.Collections.Immutable;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>Weights that are no finite numbers are found wherever they stand, whatever they are stored as.</summary>
public sealed class WeightValuesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<WeightType, float, int> Places()
    {
        TheoryData<WeightType, float, int> data = [];
        foreach (WeightType type in Enum.GetValues<WeightType>())
        {
            foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                // First, last, in the part that fills no vector, and behind the first piece that is read.
                foreach (int at in new[] { 0, 3 * 50_001 - 1, 3 * 50_001 - 5, 140_000, 66_001 })
                    data.Add(type, value, at);
            }
        }

        return data;
    }

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Places))]
    public void The_place_is_named(WeightType type, float value, int at)
    {
        float[] values = new float[3 * 50_001];
        Array.Fill(values, -65504f);
        values[at] = value;
        string message = Refuse("layer.weight", type, [50_001, 3], values);
        string what = float.IsNaN(value) ? "not a number" : type == WeightType.F64 ? "beyond 32-bit floats" : "infinite";
        Assert.Equal($"model.safetensors: 1 tensor holds what no weight can be: layer.weight[{at / 3}, {at % 3}] is {what}; the training went wrong or the file is damaged", message);
    }

    [Fact]
    public void A_double_that_no_float_can_hold_is_named()
    {
        Write(new SafetensorsWriter().AddDoubles("x", [3], [0, 1e300, 1]));
        Assert.Contains("x[1] is beyond 32-bit floats", Message(new WeightDescription("x", 3)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variance_below_zero_is_named()
    {
        Assert.Contains("bn.running_var[1] is -0.5, a variance below 0", Refuse("bn.running_var", WeightType.F32, [3], [0, -0.5f, 1]), StringComparison.Ordinal);
    }

    [Fact]
    public void All_tensors_are_named_at_once_and_not_more_than_ten()
    {
        SafetensorsWriter writer = new();
        for (int i = 0; i < 13; i++)
            writer.Add($"layer{i:00}", WeightType.F32, [1], [float.NaN]);
        Write(writer);
        string message = Message([.. Enumerable.Range(0, 13).Select(i => new WeightDescription($"layer{i:00}", 1))]);
        Assert.Contains("13 tensors hold", message, StringComparison.Ordinal);
        Assert.Contains("layer09[0]", message, StringComparison.Ordinal);
        Assert.Contains("and 3 more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Finite_numbers_of_every_type_pass()
    {
        foreach (WeightType type in Enum.GetValues<WeightType>())
        {
            Write(new SafetensorsWriter().Add("x", type, [5], [0, -0f, 65504, -65504, 1e-7f]));
            ModelWeights.Open(_folder.Path, new Plan(new WeightDescription("x", 5))).Dispose();
        }
    }

    private string Refuse(string name, WeightType type, long[] shape, float[] values)
    {
        Write(new SafetensorsWriter().Add(name, type, shape, values));
        return Message(new WeightDescription(name, [.. shape]));
    }

    private string Message(params WeightDescription[] weights)
    {
        ModelWeights.Open(_folder.Path, new Plan(weights), checks: WeightChecks.Unused).Dispose();
        return Assert.Throws<CheckpointException>(() => ModelWeights.Open(_folder.Path, new Plan(weights))).Message;
    }

    private void Write(SafetensorsWriter writer) => writer.Write(Path.Combine(_folder.Path, "model.safetensors"));

    private sealed class Plan(params WeightDescription[] weights) : IWeightPlan
    {
        public string Name => "Small";

        public string WeightPlan => "0123456789abcdef";

        public ImmutableArray<WeightDescription> Weights { get; } = [.. weights];
    }
}
