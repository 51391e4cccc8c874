using System.Globalization;
using System.Text.RegularExpressions;
using LrpGen.Runtime;
using Patches;

namespace LrpGen.Samples.Tests;

/// <summary>The model of patches does what its card and its references say, at every vector width of the machine.</summary>
public partial class PatchesModelTests
{
    private const int Pixels = 64 * 64, WithMass = 50;

    private static readonly string Folder = Tensors.Model("patches-cnn");

    public static TheoryData<VectorWidth> Widths => [.. Vectors.Available];

    /// <summary>The rows of the card's table of localisation: method, part of the map, and the four figures.</summary>
    public static TheoryData<string, string, string[]> Card
    {
        get
        {
            TheoryData<string, string, string[]> rows = [];
            foreach (Match row in CardRow().Matches(File.ReadAllText(Path.Combine(Folder, "MODELCARD.md"))))
            {
                rows.Add(row.Groups[1].Value.Replace('_', '-'), row.Groups[2].Value, [.. row.Groups[3].Captures.Select(capture => capture.Value)]);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Patches_have_the_logits_and_relevances_of_the_peer(VectorWidth width)
    {
        using PatchesCnn model = PatchesCnn.Load(Folder, new ArrayClassifierOptions { Width = width });
        using Tensors eval = new(Path.Combine(Folder, "eval.safetensors")), expected = new(Path.Combine(Folder, "expected.safetensors"));
        float[] inputs = Inputs(eval);
        double[] logits = eval.Read<double>("logits");
        long[] labels = eval.Read<long>("label"), rows = expected.Read<long>("index");
        int right = 0;
        foreach ((int i, ArrayPrediction prediction) in model.PredictBatch(inputs, 100).Index())
        {
            Tensors.AreNear($"logits of patch {i}", [.. prediction.Labels.Select(label => label.Logit)], logits.AsSpan(2 * i, 2));
            if (prediction.PredictedLabel == labels[i]) right++;
        }

        // The card: 99 of the 100 evaluation patches.
        Assert.Equal(99, right);
        foreach ((string name, MethodDescription method) in (ReadOnlySpan<(string, MethodDescription)>)
            [("epsilon_plus_flat", PatchesCnn.Methods.EpsilonPlusFlat), ("epsilon_gamma_box", PatchesCnn.Methods.EpsilonGammaBox)])
        {
            double[] relevance = expected.Read<double>($"{name}.t1.input");
            for (int i = 0; i < rows.Length; i++)
            {
                ArrayExplanation why = model.Explain(inputs.AsSpan((int)rows[i] * Pixels, Pixels), PatchesCnn.Label.Mass, method);
                Tensors.AreNear($"{name} of patch {rows[i]}", why.Relevance.AsSpan(), relevance.AsSpan(i * Pixels, Pixels));
            }
        }
    }

    [Fact]
    public void The_card_has_nine_rows_of_seven_methods()
        => Assert.Equal((9, 7), (Card.Count, Card.Select(row => row[0]).Distinct().Count()));

    [Theory]
    [MemberData(nameof(Card))]
    public void Relevance_lies_inside_the_masks_at_least_as_often_as_the_card_says(string method, string map, string[] figures)
    {
        using PatchesCnn model = PatchesCnn.Load(Folder);
        using Tensors eval = new(Path.Combine(Folder, "eval.safetensors"));
        bool[] masks = [.. eval.Read<byte>("mask").Select(value => value != 0)];
        bool magnitude = map == "absolute value";
        LocalisationSummary found = LocalisationSummary.Of(
            model.ExplainBatch(Inputs(eval).AsSpan(0, WithMass * Pixels), WithMass, Target.Label((int)PatchesCnn.Label.Mass), model.Method(method))
                .Select((why, i) => Localisation.Of([.. why.Relevance.Select(value => magnitude ? Math.Abs(value) : value)], masks.AsSpan(i * Pixels, Pixels))));

        // To as many digits as the card prints.
        double[] measured = [found.MassAccuracy, found.MedianMassAccuracy, found.PointingGame, found.RankAccuracy];
        for (int i = 0; i < figures.Length; i++)
        {
            int digits = figures[i].Length - figures[i].IndexOf('.', StringComparison.Ordinal) - 1;
            Assert.True(
                Math.Round(measured[i], digits) >= double.Parse(figures[i], CultureInfo.InvariantCulture),
                FormattableString.Invariant($"{method}, {map}, figure {i + 1}: {measured[i]:F4}, the card says {figures[i]}"));
        }
    }

    private static float[] Inputs(Tensors eval) => [.. eval.Read<byte>("image").Select(value => value / 255f)];

    [GeneratedRegex(@"^\| ([a-z_0-9]+) \| (positive part|absolute value) \|(?: ([0-9.]+) \|){4}$", RegexOptions.Multiline)]
    private static partial Regex CardRow();
}
