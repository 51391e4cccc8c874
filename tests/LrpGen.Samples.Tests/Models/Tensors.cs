using System.Reflection;
using System.Runtime.InteropServices;
using LrpGen.Runtime;

namespace LrpGen.Samples.Tests;

/// <summary>Tensors of the shipped models' folders.</summary>
internal sealed class Tensors(string path) : IDisposable
{
    private readonly Checkpoint file = Checkpoint.Open(path);

    /// <summary>A folder of <c>models</c> in the repository.</summary>
    public static string Model(string name) => Path.Combine(Metadata("RepositoryRoot"), "models", name);

    /// <summary>A folder with data of others, which is not part of the repository; null where it is not there.</summary>
    public static string? Data(string name) => Path.Combine(Metadata("LrpDataRoot"), name) is { } folder && Directory.Exists(folder) ? folder : null;

    /// <summary>All values of a tensor of that type.</summary>
    public T[] Read<T>(string name)
        where T : unmanaged
    {
        WeightTensor tensor = file.Tensors[name];
        T[] values = new T[tensor.Count];
        tensor.ReadBytes(0, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>The distance of the references, max|ours − expected| / max|expected|, is at most 1e-5 in every row.</summary>
    public static void AreNear(string what, ReadOnlySpan<float> ours, ReadOnlySpan<double> expected)
    {
        Assert.Equal(expected.Length, ours.Length);
        double largest = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            double here = Math.Abs(ours[i] - expected[i]);
            if (!(here <= difference)) difference = here;
        }

        Assert.True(difference <= 1e-5 * largest, FormattableString.Invariant($"{what}: distance {difference / largest:E2} > 1E-5"));
    }

    public void Dispose() => file.Dispose();

    private static string Metadata(string key)
        => typeof(Tensors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
