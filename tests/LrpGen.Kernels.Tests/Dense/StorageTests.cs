using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests.Dense;

/// <summary>Products with weights of 16 bits are those with the same rounded weights in 32, bit for bit.</summary>
public sealed class StorageTests
{
    // Few rows and many, one block and several, inputs and outputs around the 768 that are summed at a time.
    public static TheoryData<VectorWidth, WeightType, int, int, int> Shapes()
    {
        TheoryData<VectorWidth, WeightType, int, int, int> data = [];
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach (WeightType storage in (WeightType[])[WeightType.BF16, WeightType.F16])
            {
                foreach ((int rows, int inputs, int outputs) in new[] { (1, 5, 2), (3, 48, 33), (13, 769, 100), (40, 70, 800), (130, 200, 200), (250, 64, 17) })
                {
                    data.Add(width, storage, rows, inputs, outputs);
                }
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Products_are_those_of_rounded_weights(VectorWidth width, WeightType storage, int rows, int inputs, int outputs)
    {
        Random random = new(1);
        ArraySource[] weights = [ArraySource.Random(random, "first", outputs, inputs), ArraySource.Random(random, "second", 3, inputs)];
        ArraySource bias = ArraySource.Random(random, "bias", outputs);
        using PackedLinear stored = Pack(storage, weights, bias);
        using PackedLinear rounded = Pack(WeightType.F32, [.. weights.Select(w => Rounded(w, storage))], bias);
        TestMatrix x = TestMatrix.Random(random, rows, inputs), g = TestMatrix.Random(random, rows, stored.Outputs);
        using var workers = new Workers(2, width);
        foreach (WeightMap map in Enum.GetValues<WeightMap>())
        {
            AssertSame(rows, stored.Outputs, (w, y) => Linear.Forward(x.View, w, map, InputMap.Identity, withBias: true, y, workers), stored, rounded);
            AssertSame(rows, inputs, (w, gIn) => Linear.Adjoint(g.View, w, map, gIn, accumulate: false, workers), stored, rounded);
        }

        TestMatrix part = TestMatrix.Random(random, rows, 3);
        AssertSame(rows, inputs, (w, gIn) => Linear.Adjoint(part.View, w.Part(1), gIn, accumulate: false, workers), stored, rounded);
        AssertSame(rows, stored.Outputs, (w, y) => Linear.Forward(x.View, w, Activation.Gelu, default, y, workers), stored, rounded);
    }

    [Theory]
    [InlineData(WeightType.BF16)]
    [InlineData(WeightType.F16)]
    public void Every_number_of_16_bits_is_widened_exactly(WeightType storage)
    {
        float[] all = [.. Enumerable.Range(0, 1 << 16).Select(i => storage == WeightType.F16
            ? (float)BitConverter.UInt16BitsToHalf((ushort)i)
            : BitConverter.UInt32BitsToSingle((uint)i << 16))];
        using PackedLinear stored = Pack(storage, [new ArraySource("all", all, 1, all.Length)], null);
        using var workers = new Workers(1);
        TestMatrix one = new(1, 1) { [0, 0] = 1 }, weights = TestMatrix.Dirty(1, all.Length);
        Linear.Adjoint(one.View, stored, weights.View, accumulate: false, workers);
        Assert.Equal(all, Enumerable.Range(0, all.Length).Select(i => weights[0, i]));
    }

    [Fact]
    public void A_weight_that_F16_cannot_hold_is_an_error_and_infinity_is_kept()
    {
        // The largest float that is rounded down to 65504, and the one behind it.
        Pack(WeightType.F16, [new ArraySource("w", [65519.996f, float.PositiveInfinity], 1, 2)], null).Dispose();
        Assert.Equal(
            "w: 65520 is too large for F16, which ends at 65504; store the weights as BF16 or F32",
            Assert.Throws<CheckpointException>(() => Pack(WeightType.F16, [new ArraySource("w", [1, 65520f], 1, 2)], null)).Message);
    }

    private static void AssertSame(int rows, int columns, Product product, PackedLinear stored, PackedLinear rounded)
    {
        TestMatrix found = TestMatrix.Dirty(rows, columns), expected = TestMatrix.Dirty(rows, columns);
        product(stored, found.View);
        product(rounded, expected.View);
        found.AssertSame(expected);
    }

    private static PackedLinear Pack(WeightType storage, ArraySource[] weights, ArraySource? bias)
        => PackedLinear.Pack(new NewSections(storage), [.. weights.Select((w, i) => new LinearPart(w, i == 0 ? bias : null))]);

    private static ArraySource Rounded(ArraySource source, WeightType storage)
    {
        float[] values = new float[source.Values.Length];
        WeightConversion.ToSingle(storage, WeightConversion.FromSingle(storage, source.Values), values);
        return new ArraySource(source.Name, values, source.Shape.ToArray());
    }

    private delegate void Product(PackedLinear weights, Matrix result);
}
