using System.Text.Json;
using LrpGen.Runtime;

namespace LrpGen.Images.Tests;

public class LocalisationTests
{
    [Fact]
    public void The_measures_agree_with_Quantus()
    {
        using Stream stream = typeof(LocalisationTests).Assembly.GetManifestResourceStream("localisation.json")!;
        using JsonDocument golden = JsonDocument.Parse(stream);
        JsonElement root = golden.RootElement;
        int samples = root.GetProperty("attribution").GetArrayLength();
        for (int i = 0; i < samples; i++)
        {
            float[] signed = [.. root.GetProperty("attribution")[i].EnumerateArray().Select(value => (float)value.GetDouble())];
            float[] magnitude = [.. signed.Select(Math.Abs)];
            bool[] mask = [.. root.GetProperty("mask")[i].EnumerateArray().Select(value => value.GetInt32() == 1)];

            // float32 relevance against a peer in float64: 1e-6 is what the sums can lose.
            Assert.Equal(root.GetProperty("massAccuracyOfMagnitudes")[i].GetDouble(), Localisation.MassAccuracyOf(magnitude, mask), 1e-6);
            Assert.Equal(root.GetProperty("rankAccuracyOfMagnitudes")[i].GetDouble(), Localisation.RankAccuracyOf(magnitude, mask), 1e-12);
            Assert.Equal(root.GetProperty("pointingGameOfMagnitudes")[i].GetBoolean(), Localisation.PointingGameOf(magnitude, mask));
            Assert.Equal(root.GetProperty("rankAccuracy")[i].GetDouble(), Localisation.RankAccuracyOf(signed, mask), 1e-12);
            Assert.Equal(root.GetProperty("pointingGame")[i].GetBoolean(), Localisation.PointingGameOf(signed, mask));
        }
    }

    [Fact]
    public void Only_positive_relevance_counts()
    {
        float[] map = [3, -9, 1, 0];
        bool[] mask = [true, true, false, false];
        Assert.Equal(new Localisation(0.75, true, 0.5, 0.5), Localisation.Of(map, mask));
    }

    [Fact]
    public void A_pixel_without_relevance_is_no_hit() =>
        Assert.Equal(0.25, Localisation.RankAccuracyOf([0, 0, 5, 0, 0], [true, true, true, true, false]));

    [Fact]
    public void Channels_are_summed()
    {
        ArrayExplanation image = Examples.Image([2, 1, 2], _ => 0, i => new[] { 1f, 2f, 1f, -1f }[i]);
        Assert.Equal(2 / 3.0, Localisation.Of(image, [true, false]).MassAccuracy, 1e-12);
    }

    [Theory]
    [InlineData(1, 2, false, false)]
    [InlineData(-1, -2, true, false)]
    [InlineData(0, 0, true, false)]
    [InlineData(float.NaN, 1, true, false)]
    [InlineData(1, float.PositiveInfinity, true, true)]
    public void Where_there_is_no_answer_none_is_made_up(float first, float second, bool inFirst, bool inSecond)
    {
        Localisation result = Localisation.Of([first, second], [inFirst, inSecond]);
        Assert.True(double.IsNaN(result.MassAccuracy));
        Assert.True(double.IsNaN(result.RankAccuracy));
        Assert.Null(result.PointingGame);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Localisation.Of([1, 2], [true]));
        Assert.Throws<ArgumentException>(() => Localisation.Of(Examples.Row, [true, false, true]));
    }

    [Fact]
    public void A_summary_counts_what_has_no_answer_as_a_miss()
    {
        bool[] mask = [true, false, false, false];
        LocalisationSummary summary = LocalisationSummary.Of(
            [Localisation.Of([1, 0, 0, 0], mask), Localisation.Of([1, 3, 0, 0], mask), Localisation.Of([-1, -1, 0, 0], mask), Localisation.Of([float.NaN, 0, 0, 0], mask)]);

        // Shares 1, ¼, 0 and 0; the median is the mean of the two in the middle.
        Assert.Equal(new LocalisationSummary(4, 0.3125, 0.125, 0.25, 0.25, 0.25), summary);
        Assert.Throws<ArgumentException>(() => LocalisationSummary.Of([]));
        Assert.Contains("image 1", Assert.Throws<ArgumentException>(() => LocalisationSummary.Of([Localisation.Of([1f], [true]), Localisation.Of([1f], [false])])).Message, StringComparison.Ordinal);
    }
}
