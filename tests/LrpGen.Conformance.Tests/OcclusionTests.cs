using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>Occlusion over tables, signals, pictures and volumes, against its definition in double precision.</summary>
public sealed class OcclusionTests
{
    // What golden references ask of 32-bit arithmetic.
    private const double Tolerance = 1e-5;

    /// <summary>Golden case, window and stride along each axis, what replaces the input, and whether in the window or outside.</summary>
    public static TheoryData<string, int[], int[], double, bool> Windows => new()
    {
        { "mlp-relu", [3], [2], 0, false },
        { "conv1d", [5], [3], -0.75, true },
        { "adaptive-pool", [4, 3], [2, 5], 0.5, false },
        { "adaptive-pool", [2, 6], [3, 4], 0.5, true },
        { "conv3d", [2, 3, 4], [5, 4, 6], 0.25, true },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Every_window_gets_the_score_of_the_occluded_input(string name, int[] window, int[] stride, double fill, bool inside)
    {
        GoldenCase golden = GoldenCase.Named(name);
        string method = FormattableString.Invariant($"occlusion([{string.Join(", ", window)}], [{string.Join(", ", stride)}], {fill}, inside={(inside ? 1 : 0)})");
        string graph = File.ReadAllText(Path.Combine(golden.Folder, "layers.json"));
        Type type = CompiledGraph.Compile($"{name}.occlusion", graph.Insert(graph.IndexOf('{', StringComparison.Ordinal) + 1, $"\"relevance\": \"{method}\","));
        using ArrayClassifier model = GeneratedAssembly.Load<ArrayClassifier>(type, golden.Folder, new ArrayClassifierOptions { Width = Vectors.Default });
        using Session session = model.CreateSession();
        (float[] input, int count) = new LayerCase(golden).Input();
        const int Label = 1;
        session.Explain(input, count, model.Description.Methods[0], [Target.Label(Label)]);
        int[] extent = [.. model.Description.Values!.Shape.Skip(model.Description.Values!.Shape.Length > 1 ? 1 : 0)];
        for (int sample = 0; sample < count; sample++)
        {
            double[] x = [.. input.AsSpan(sample * model.Description.InputSize, model.Description.InputSize).ToArray().Select(v => (double)v)];
            double[] expected = new double[x.Length];
            foreach (int[] corner in Corners(extent, stride))
            {
                bool[] isInside = [.. Enumerable.Range(0, x.Length).Select(i => IsInside(i, corner, window, extent))];
                double[] occluded = [.. x.Select((v, i) => isInside[i] == inside ? fill : v)];
                double score = GoldenNetwork.Of(golden).Forward(occluded).Last().Value[Label];
                for (int i = 0; i < x.Length; i++)
                {
                    expected[i] += isInside[i] ? score : 0;
                }
            }

            Distance.Check($"{name}, {method}, sample {sample}", session.InputRelevance(0, sample), expected, Tolerance);
        }
    }

    // Every multiple of the stride along every axis, the last axis running fastest.
    private static IEnumerable<int[]> Corners(int[] extent, int[] stride)
    {
        IEnumerable<int[]> corners = [[]];
        for (int axis = 0; axis < extent.Length; axis++)
        {
            int current = axis;
            corners = corners.SelectMany(corner => Enumerable.Range(0, (extent[current] + stride[current] - 1) / stride[current]).Select(step => (int[])[.. corner, step * stride[current]]));
        }

        return corners;
    }

    // A window that runs over the border goes on at the other side.
    private static bool IsInside(int index, int[] corner, int[] window, int[] extent)
    {
        for (int axis = extent.Length - 1; axis >= 0; axis--)
        {
            int place = index % extent[axis];
            index /= extent[axis];
            if ((place - corner[axis] + extent[axis]) % extent[axis] >= window[axis])
            {
                return false;
            }
        }

        return true;
    }
}
