using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>How well relevance finds the place of the evidence over many images.</summary>
/// <param name="Images">How many images were counted.</param>
/// <param name="MassAccuracy">The mean share of the positive relevance inside the mask.</param>
/// <param name="MedianMassAccuracy">Its median.</param>
/// <param name="PointingGame">The share of the images whose strongest pixel lies inside.</param>
/// <param name="RankAccuracy">The mean share of the k strongest pixels inside a mask of k pixels.</param>
/// <param name="MaskShare">The mean share of an image that its mask covers: what chance gives for all of these.</param>
/// <remarks>
/// An image whose relevance is nowhere positive, or not a number, counts as a miss (0): leaving it out would reward
/// methods that fail. Images with an empty mask have no answer and do not belong here.
/// </remarks>
public sealed record LocalisationSummary(
    int Images, double MassAccuracy, double MedianMassAccuracy, double PointingGame, double RankAccuracy, double MaskShare)
{
    /// <summary>Means and median over images.</summary>
    /// <exception cref="ArgumentException">There are none, or one has an empty mask.</exception>
    public static LocalisationSummary Of(IEnumerable<Localisation> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        Localisation[] all = [.. images];
        if (all.Length == 0) throw new ArgumentException("There are no images to sum up.", nameof(images));
        int empty = Array.FindIndex(all, image => !(image.MaskShare > 0));
        if (empty >= 0) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The mask of image {empty} is empty: there is no place to find."), nameof(images));
        double[] mass = [.. all.Select(image => Counted(image.MassAccuracy)).Order()];
        return new(
            all.Length,
            mass.Average(),
            (mass[(mass.Length - 1) / 2] + mass[mass.Length / 2]) / 2,
            (double)all.Count(image => image.PointingGame == true) / all.Length,
            all.Average(image => Counted(image.RankAccuracy)),
            all.Average(image => image.MaskShare));

        static double Counted(double share) => double.IsNaN(share) ? 0 : share;
    }
}
