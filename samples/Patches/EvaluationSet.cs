using System.Collections.Immutable;
using LrpGen.Images;
using LrpGen.Runtime;

namespace Patches;

/// <summary>The evaluation patches that lie beside the model: those with a mass come first, with the masses' masks.</summary>
internal sealed class EvaluationSet
{
    private readonly float[] values;
    private readonly long[] labels;
    private readonly int size;

    private EvaluationSet(float[] values, long[] labels, ImmutableArray<ImageMask> masks)
    {
        (this.values, this.labels, Masks) = (values, labels, masks);
        size = values.Length / labels.Length;
    }

    /// <summary>Where the mass is, for each of the first patches.</summary>
    public ImmutableArray<ImageMask> Masks { get; }

    /// <summary>A patch's pixels, 0 to 1.</summary>
    public ReadOnlySpan<float> Values(int patch) => values.AsSpan(patch * size, size);

    /// <summary>Reads <c>eval.safetensors</c>: tensors image (bytes), label and mask.</summary>
    /// <exception cref="Failure">The file is missing, damaged, or holds something else.</exception>
    public static EvaluationSet Load(string folder)
    {
        string path = Path.Combine(File.Exists(folder) ? Path.GetDirectoryName(folder)! : folder, "eval.safetensors");
        try
        {
            using Checkpoint file = Checkpoint.Open(path);
            byte[] images = Bytes(file, "image", 1), masks = Bytes(file, "mask", 1), stored = Bytes(file, "label", sizeof(long));
            (int height, int width) = (PatchesCnn.Model.Values!.Shape[1], PatchesCnn.Model.Values!.Shape[2]);
            int pixels = height * width;
            if (images.Length == 0 || images.Length % pixels != 0 || masks.Length % pixels != 0 || stored.Length != images.Length / pixels * sizeof(long) || masks.Length > images.Length)
            {
                throw Failure.Runtime($"{Message.Quote(path)}: the tensors image, mask and label do not fit together; needed patches of {height} × {width}.");
            }

            bool[] inside = [.. masks.Select(value => value != 0)];
            return new EvaluationSet(
                [.. images.Select(value => value / 255f)],
                [.. Enumerable.Range(0, images.Length / pixels).Select(i => BitConverter.ToInt64(stored, i * sizeof(long)))],
                [.. Enumerable.Range(0, masks.Length / pixels).Select(i => ImageMask.FromValues(width, height, inside.AsSpan(i * pixels, pixels)))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure.Runtime(exception.Message, exception);
        }
    }

    /// <summary>The share of all patches that the model puts right.</summary>
    public double Accuracy(PatchesCnn model)
    {
        ImmutableArray<ArrayPrediction> predictions = model.PredictBatch(values, labels.Length);
        return (double)predictions.Index().Count(prediction => prediction.Item.PredictedLabel == labels[prediction.Index]) / labels.Length;
    }

    /// <summary>
    /// How much of what a method finds lies inside the masks: of its positive part and, where the sign says little because
    /// the method gives derivatives, of its magnitude too.
    /// </summary>
    public IEnumerable<LocalisationRow> Measure(PatchesCnn model, MethodDescription method, Target target)
    {
        ImmutableArray<ArrayExplanation> explanations = model.ExplainBatch(values.AsSpan(0, Masks.Length * size), Masks.Length, target, method);
        yield return Row("positive", map => map);
        if (method.Reading != MethodReading.Relevance) yield return Row("magnitude", map => map.Magnitude());

        LocalisationRow Row(string part, Func<RelevanceMap, RelevanceMap> change) => new(method.Name, part, LocalisationSummary.Of(
            explanations.Select((explanation, i) => Localisation.Of(change(explanation.ToRelevanceMap()).Values.AsSpan(), Masks[i].Inside))));
    }

    private static byte[] Bytes(Checkpoint file, string name, int bytesEach)
    {
        if (!file.Tensors.TryGetValue(name, out WeightTensor? tensor)) throw Failure.Runtime($"{Message.Quote(file.Path)}: found no tensor '{name}'.");
        if (tensor.ByteCount != tensor.Count * bytesEach) throw Failure.Runtime($"{Message.Quote(file.Path)}: the tensor '{name}' holds {tensor.StoredTypeName}; needed numbers of {bytesEach} bytes.");
        byte[] bytes = new byte[tensor.ByteCount];
        tensor.ReadBytes(0, bytes);
        return bytes;
    }
}
