using System.Reflection;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Conformance.Tests;

/// <summary>
/// A checkpoint in which one tensor was dropped, added, renamed, transposed, prefixed or copied loads with the numbers of the
/// healthy one, or is refused with a message that names the tensor.
/// </summary>
/// <remarks>
/// The healthy model agrees with the references (<see cref="ReferenceTests"/>), so that the same bits are the reference's numbers.
/// Of what a header cannot show, a square matrix transposed, no loader can know; such changes are not made.
/// </remarks>
public sealed class ChangedCheckpointTests : IDisposable
{
    // Files beyond this size would fill the time with writing.
    private const long SmallBytes = 2 << 20;

    private static readonly int Variants = Environment.GetEnvironmentVariable("LRPGEN_EXHAUSTIVE") == "1" ? 100_000 : 1_000;

    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-changed-").FullName;

    public static TheoryData<string> Cases() => [.. Supported().Select(golden => golden.Name)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gives_the_same_numbers_or_is_refused_by_name(string name)
    {
        GoldenCase golden = GoldenCase.Found(name);
        int small = Supported().Count(one => IsSmall(one));
        int count = IsSmall(golden) ? (Variants + small - 1) / small : Variants / 200;
        StoredTensor[] healthy = StoredTensor.ReadAll(golden.ModelFolder);
        Subject subject = new(golden);
        float[] expected = subject.Numbers(Write(healthy));
        int loaded = 0;
        for (int seed = 0; seed < count; seed++)
        {
            (StoredTensor[] changed, string[] names, string what) = CheckpointChange.Random(healthy, new Random((seed * 7919) + name.Length));
            try
            {
                float[] actual = subject.Numbers(Write(changed));
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{name}, seed {seed}: {what} was loaded and gave other numbers");
                loaded++;
            }
            catch (TargetInvocationException e) when (e.InnerException is CheckpointException refused)
            {
                Assert.True(names.Any(one => refused.Message.Contains(one, StringComparison.Ordinal)), $"{name}, seed {seed}: {what}: the message names no tensor:\n{refused.Message}");
            }
        }

        Assert.True(count < 20 || (loaded > 0 && loaded < count), $"{name}: {loaded} of {count} were loaded");
    }

    private static IEnumerable<GoldenCase> Supported() => GoldenCase.All(golden =>
        golden.Unsupported is null && !golden.ReadsPictures && File.Exists(Path.Combine(golden.ModelFolder, "model.safetensors")));

    private static bool IsSmall(GoldenCase golden) => new FileInfo(Path.Combine(golden.ModelFolder, "model.safetensors")).Length <= SmallBytes;

    private string Write(StoredTensor[] tensors)
    {
        SafetensorsWriter writer = new();
        foreach (StoredTensor tensor in tensors)
        {
            writer.AddBytes(tensor.Name, tensor.Type, tensor.Shape, tensor.Bytes);
        }

        writer.Write(Path.Combine(folder, "model.safetensors"));
        return folder;
    }

    /// <summary>The numbers that a case's model gives with the weights of a folder: logits, and relevance by its first method.</summary>
    private sealed class Subject(GoldenCase golden)
    {
        private readonly LayerCase? layers = LayerReferenceTests.IsLayerCase(golden) ? new LayerCase(golden) : null;

        public float[] Numbers(string folder) => layers is null ? Text(folder) : Array(folder, layers);

        private float[] Text(string folder)
        {
            using TextClassifier model = CompiledCase.Load(golden, new TextClassifierOptions(), folder: folder);
            TokenBatch batch = new();
            batch.Add([0, 5, 7, 6, 2]);
            using Session session = model.CreateSession();
            session.Explain(batch, model.Description.Methods[0], [Target.Label(0)]);
            return [.. session.Logits(0), .. session.TokenRelevance(0, 0)];
        }

        private static float[] Array(string folder, LayerCase layers)
        {
            using ArrayClassifier model = layers.Load(Vectors.Default, folder);
            float[] input = [.. layers.Input().Values.Take(model.Description.InputSize)];
            using Session session = model.CreateSession();
            session.Explain(input, 1, model.Description.Methods[0], [Target.Label(0)]);
            return [.. session.Logits(0), .. session.InputRelevance(0, 0)];
        }
    }
}
