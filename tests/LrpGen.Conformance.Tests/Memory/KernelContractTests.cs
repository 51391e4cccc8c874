using System.Runtime.InteropServices;
using LrpGen.Generator.Programs;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.Memory;

/// <summary>What the compiler believes of kernels: those that may write where they read give the same bits there.</summary>
public sealed class KernelContractTests
{
    private const int Rows = 5, Columns = 19, Stride = 32;

    private static readonly NormWeights NormWeights = NormWeights.Plain(Columns, epsilon: 0.1f);

    // Some columns of a head are turned, some go through.
    private static readonly Rotary Turns = new(RotaryFrequencies.Default(10000, 8), Columns);

    private static readonly Dictionary<string, Kernel> Kernels = new()
    {
        ["Residual.Add"] = (a, result, workers) => Residual.Add(a[0], a[1], result, workers),
        ["Activations.Relevance"] = (a, result, workers) => Activations.Relevance(Activation.Silu, a[1], a[2], result, workers),
        ["Activations.Gradient"] = (a, result, workers) => Activations.Gradient(Activation.Silu, a[1], a[2], result, workers),
        ["LayerNorm.Relevance"] = (a, result, workers) => LayerNorm.Relevance(a[0], NormWeights, StatisticsOf(a[1], workers), result, workers),
        ["LayerNorm.Gradient"] = (a, result, workers) => LayerNorm.Gradient(a[0], a[1], NormWeights, StatisticsOf(a[1], workers), result, workers),
        ["RmsNorm.Relevance"] = (a, result, workers) => RmsNorm.Relevance(a[0], NormWeights, RootsOf(a[1], workers), result, workers),
        ["RmsNorm.Gradient"] = (a, result, workers) => RmsNorm.Gradient(a[0], a[1], NormWeights, RootsOf(a[1], workers), result, workers),
        ["Rotary.Forward"] = (a, result, workers) => Rotary.Forward(a[0], [0, 2, Rows], Turns, result, workers),
        ["Rotary.Adjoint"] = (a, result, workers) => Rotary.Adjoint(a[0], [0, 2, Rows], Turns, result, workers),
        ["GatedProduct.Relevance"] = (a, result, workers) => GatedProduct.Relevance(a[0], a[1], 0.5f, result, workers),
        ["LearnedRows.AddPositions"] = (a, result, workers) => LearnedRows.AddPositions(a[0], a[1], SampleRows.FromInt32(Rows), result, workers),
        ["Products.Multiply"] = (a, result, workers) => Products.Multiply(a[0], InputMap.Identity, a[2], 1, result, accumulate: false, workers),
        ["Products.Sum"] = (a, result, workers) => Products.Sum(a[0], a[1], 0.5f, result, workers),
        ["Products.Add"] = (a, result, workers) => Products.Add(a[0], a[1][0].ToArray(), result, workers),
    };

    private delegate void Kernel(Operands operands, Matrix result, Workers workers);

    public static TheoryData<string> InPlace => new(KernelContract.All.Where(c => c.Value.InPlaceOf.Length > 0 && !c.Key.StartsWith("run.", StringComparison.Ordinal)).Select(c => c.Key));

    [Theory]
    [MemberData(nameof(InPlace))]
    public void A_kernel_that_may_work_in_place_gives_the_same_bits_there(string call)
    {
        foreach (VectorWidth width in Vectors.Available)
        {
            using Workers workers = new(1, width);
            foreach (int operand in KernelContract.Of(call).InPlaceOf)
            {
                Operands apart = new(), inPlace = new();
                float[] result = new float[Rows * Stride];
                Kernels[call](apart, new Matrix(result, Rows, Columns, Stride), workers);
                Kernels[call](inPlace, inPlace[operand], workers);
                Assert.True(MemoryMarshal.AsBytes<float>(result).SequenceEqual(MemoryMarshal.AsBytes(inPlace[operand].Data)), $"{call}, operand {operand}, {width}");
            }
        }
    }

    private static Matrix StatisticsOf(Matrix x, Workers workers)
    {
        Matrix statistics = new(new float[Rows * Matrix.Padding], Rows, 2, Matrix.Padding), y = new(new float[Rows * Stride], Rows, Columns, Stride);
        LayerNorm.Forward(x, NormWeights, y, statistics, workers);
        return statistics;
    }

    private static Matrix RootsOf(Matrix x, Workers workers)
    {
        Matrix statistics = new(new float[Rows * Matrix.Padding], Rows, 1, Matrix.Padding), y = new(new float[Rows * Stride], Rows, Columns, Stride);
        RmsNorm.Forward(x, NormWeights, y, statistics, workers);
        return statistics;
    }

    /// <summary>Random matrices with padding columns of zeros, by the index of the argument.</summary>
    private sealed class Operands
    {
        private readonly float[][] values = [.. Enumerable.Range(0, 3).Select(Random)];

        public Matrix this[int index] => new(values[index], Rows, Columns, Stride);

        private static float[] Random(int seed)
        {
            Random random = new(seed);
            return [.. Enumerable.Range(0, Rows * Stride).Select(i => i % Stride < Columns ? (float)(random.NextDouble() - 0.5) : 0)];
        }
    }
}
