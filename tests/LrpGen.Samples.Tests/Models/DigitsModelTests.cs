using Digits;
using LrpGen.Images;
using LrpGen.Runtime;

namespace LrpGen.Samples.Tests;

/// <summary>The model of digits does what its card and its references say, at every vector width of the machine.</summary>
public class DigitsModelTests
{
    private const int Pixels = 28 * 28;

    private static readonly string Folder = Tensors.Model("digits-cnn");

    public static TheoryData<VectorWidth> Widths => [.. Vectors.Available];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Drawn_digits_have_the_logits_and_relevances_of_the_peer(VectorWidth width)
    {
        using DigitsCnn model = DigitsCnn.Load(Folder, new ArrayClassifierOptions { Width = width });
        using Tensors expected = new(Path.Combine(Folder, "samples", "expected.safetensors"));
        float[] inputs = expected.Read<float>("input");
        double[] logits = expected.Read<double>("logits");
        foreach ((string name, MethodDescription method) in (ReadOnlySpan<(string, MethodDescription)>)
            [("epsilon_plus_flat", DigitsCnn.Methods.EpsilonPlusFlat), ("epsilon_gamma_box", DigitsCnn.Methods.EpsilonGammaBox)])
        {
            double[] relevance = expected.Read<double>($"{name}.predicted.input");
            foreach ((int i, ArrayExplanation why) in model.ExplainBatch(inputs, inputs.Length / Pixels, Target.Predicted, method).Index())
            {
                Tensors.AreNear($"logits of digit {i}", [.. why.Labels.Select(label => label.Logit)], logits.AsSpan(10 * i, 10));
                Tensors.AreNear($"{name} of digit {i}", why.Relevance.AsSpan(), relevance.AsSpan(i * Pixels, Pixels));
            }
        }
    }

    [Fact]
    public void Drawn_digits_are_decoded_as_the_peer_decoded_them_and_read_as_they_were_drawn()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder);
        using Tensors expected = new(Path.Combine(Folder, "samples", "expected.safetensors"));
        float[] inputs = expected.Read<float>("input");
        string[] files = [.. Directory.GetFiles(Path.Combine(Folder, "samples"), "*.png").Order(StringComparer.Ordinal)];
        Assert.Equal(30, files.Length);
        for (int i = 0; i < files.Length; i++)
        {
            ImageInput input = ImageInput.Load(files[i]);
            Assert.Equal(inputs.AsSpan(i * Pixels, Pixels).ToArray(), input.Values);
            Assert.Equal(Path.GetFileName(files[i])[..1], model.Predict(input.Values.AsSpan()).Predicted.Name);
        }
    }

    [Fact]
    public void A_digit_gets_alone_what_it_gets_in_a_batch_and_among_other_targets()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder);
        using Tensors expected = new(Path.Combine(Folder, "samples", "expected.safetensors"));
        float[] inputs = expected.Read<float>("input");
        foreach (MethodDescription method in DigitsCnn.Model.Methods)
        {
            ArrayExplanation[] alone = [.. Enumerable.Range(0, 3).Select(i => model.Explain(inputs.AsSpan(i * Pixels, Pixels), DigitsCnn.Label.Label3, method))];
            Assert.Equal(alone, model.ExplainBatch(inputs.AsSpan(0, 3 * Pixels), 3, Target.Label(3), method));
            Assert.Equal(alone[0], model.ExplainAllLabels(inputs.AsSpan(0, Pixels), method)[3]);
        }
    }

    [Fact]
    public void What_single_channels_carry_adds_up_to_the_whole()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder);
        float[] input = [.. ImageInput.Load(Path.Combine(Folder, "samples", "3a.png")).Values];
        double[] sums = new double[Pixels];
        for (int channel = 0; channel < 16; channel++)
        {
            ArrayExplanation part = model.Explain(input, options: new() { Conditions = [new("features.7", channel)] });
            for (int i = 0; i < Pixels; i++) sums[i] += part.Relevance[i];
        }

        // Everything below the condition is linear in the relevance that arrives there: only the order of sums differs.
        Tensors.AreNear("sum over channels", model.Explain(input).Relevance.AsSpan(), sums);
    }

    [Fact]
    public void A_condition_ends_with_its_call()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder);
        float[] input = [.. ImageInput.Load(Path.Combine(Folder, "samples", "3a.png")).Values];
        ArrayExplanation whole = model.Explain(input);
        Assert.NotEqual(whole, model.Explain(input, options: new() { Conditions = [new("features.4", 1)] }));
        Assert.Equal(whole, model.Explain(input));
    }

    [Fact]
    public void An_input_that_does_not_fit_is_refused_with_both_sizes()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => model.Explain(new float[783]));
        Assert.Contains("[1, 28, 28] are 784 values; found 783", exception.Message, StringComparison.Ordinal);
        exception = Assert.Throws<ArgumentException>(() => model.Explain(new float[784], options: new() { LayerNames = ["conv1"] }));
        Assert.Contains("DigitsCnn has no layer 'conv1'; it has features.0,", exception.Message, StringComparison.Ordinal);
        exception = Assert.Throws<ArgumentException>(() => model.Explain(new float[784], options: new() { Conditions = [new("features.4", 16)] }));
        Assert.Contains("Layer 'features.4' has no channel 16; it has 16, 0 to 15", exception.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(Widths))]
    public void Mnist_digits_have_the_logits_and_relevances_of_the_peer(VectorWidth width)
    {
        string? data = Tensors.Data("digits-cnn");
        Skip.If(data is null, "the evaluation digits are not here; -p:LrpDataRoot=… says where they are");
        using DigitsCnn model = DigitsCnn.Load(Folder, new ArrayClassifierOptions { Width = width });
        using Tensors eval = new(Path.Combine(data, "eval.safetensors")), expected = new(Path.Combine(data, "expected.safetensors"));
        float[] inputs = eval.Read<float>("input");
        long[] labels = eval.Read<long>("label"), rows = expected.Read<long>("index"), targets = expected.Read<long>("target");

        // The card: 98 of the 100 evaluation images.
        Assert.Equal(98, model.PredictBatch(inputs, 100).Index().Count(prediction => prediction.Item.PredictedLabel == labels[prediction.Index]));
        foreach ((string name, MethodDescription method) in (ReadOnlySpan<(string, MethodDescription)>)
            [("epsilon_plus_flat", DigitsCnn.Methods.EpsilonPlusFlat), ("epsilon_gamma_box", DigitsCnn.Methods.EpsilonGammaBox), ("gradient", DigitsCnn.Methods.Gradient)])
        {
            double[] relevance = expected.Read<double>($"{name}.input");
            for (int i = 0; i < rows.Length; i++)
            {
                ArrayExplanation why = model.Explain(inputs.AsSpan((int)rows[i] * Pixels, Pixels), Target.Label((int)targets[i]), method);
                Tensors.AreNear($"{name} of image {rows[i]}", why.Relevance.AsSpan(), relevance.AsSpan(i * Pixels, Pixels));
            }
        }
    }
}
