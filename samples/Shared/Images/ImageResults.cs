using System.Collections.Immutable;
using System.Text;
using LrpGen.Images;
using LrpGen.Runtime;

namespace LrpGen.Samples;

/// <summary>Where explanations of images go: to standard output as heat maps or JSON lines, to a page and a PNG file as pictures.</summary>
/// <param name="settings">What is explained.</param>
/// <param name="pictures">How pictures look, and where they go.</param>
internal sealed class ImageResults(ArraySettings settings, PictureSettings pictures)
{
    // More heat maps than these run through the terminal unread.
    private const int ManyViews = 12;

    /// <summary>Writes all of them.</summary>
    /// <param name="images">The explanations.</param>
    /// <param name="what">What speaks for the labels of several images, for the page's title: "the digit that was read".</param>
    public void Write(ImmutableArray<ExplainedImage> images, string what)
    {
        PictureFiles files = new(pictures, Title(images, what), images);
        files.Write();
        if (pictures.ToFile && !settings.Json) return;
        using Stream output = StandardOutput.Open();
        bool lines = !settings.Json && images.Sum(image => image.Explanations.Length) > ManyViews;
        foreach (ExplainedImage image in images)
        {
            if (!StandardOutput.TryWrite(() => Write(image))) return;
        }

        if (lines) StandardOutput.TryWrite(() => Say("\nName one image for its heat map, or add --html why.html for a page with all. See --help for more.\n"));

        void Write(ExplainedImage image)
        {
            if (settings.Json) WriteJson(image, output);
            else Say(lines ? Line(image) : Views(image, files.Options) + (images.Length > 1 ? "\n" : ""));
        }

        void Say(string text)
        {
            output.Write(Encoding.UTF8.GetBytes(text));
            output.Flush();
        }
    }

    private static void WriteJson(ExplainedImage image, Stream output)
    {
        foreach (ArrayExplanation explanation in image.Explanations)
        {
            explanation.WriteJson(output);
            output.Write("\n"u8);
        }
    }

    private string Views(ExplainedImage image, PictureOptions options)
    {
        AnsiOptions view = StandardOutput.View(settings.Plain);
        string changes = image.Changes.Length > 0 ? $" ({image.Changes})" : "";
        StringBuilder text = new($"── {Message.OneLine(image.Name)}{changes}\n");
        text.AppendJoin('\n', image.Explanations.Select(explanation => explanation.ToImageAnsi(view, options)));
        if (image.Outline is { } mask)
        {
            foreach (ArrayExplanation explanation in image.Explanations)
            {
                Localisation place = Localisation.Of(explanation, mask.Inside);
                text.Append(FormattableString.Invariant($"{100 * place.MassAccuracy:F1} % of the relevance for {explanation.Target.Description} lies inside the mask, which covers {100 * place.MaskShare:F1} % of the image\n"));
            }
        }

        return text.ToString();
    }

    private static string Line(ExplainedImage image)
    {
        ArrayExplanation first = image.Explanations[0];
        LabelScore predicted = first.Labels[first.PredictedLabel];
        string said = predicted.Probability is { } probability
            ? FormattableString.Invariant($"predicted {predicted.Name} {100 * probability,5:F1} %")
            : FormattableString.Invariant($"value {predicted.Name} {predicted.Logit:G4}");
        bool expected = image.Explanations.Length == 1 && first.Target.Label == first.PredictedLabel;
        string explained = expected ? "" : $", explained {string.Join(", ", image.Explanations.Select(e => e.Target.Description))}";
        return FormattableString.Invariant($"{Message.OneLine(image.Name),-12} {said}{explained}\n");
    }

    private string Title(ImmutableArray<ExplainedImage> images, string what)
    {
        string where = images.Length == 1 ? $" of {images[0].Name}" : "";
        string target = settings.Target is null ? "every label"
            : images.Length == 1 ? images[0].Explanations[0].Target.Description
            : what;
        return $"Which pixels{where} speak for {target}";
    }
}
