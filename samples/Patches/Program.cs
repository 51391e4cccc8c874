using System.Collections.Immutable;
using LrpGen.Images;
using LrpGen.Runtime;
using Patches;

return SampleProgram.Run(() => new CommandLine().Run(args, settings =>
{
    using PatchesCnn model = SampleProgram.Load(settings.Arrays.Model, path => PatchesCnn.Load(path));
    if (settings.Files.IsEmpty) Evaluate(model, settings);
    else ExplainFiles(model, settings);
    return ExitCode.Success;
}));

// The evaluation patches: a table of methods, or a sheet of one.
static void Evaluate(PatchesCnn model, Settings settings)
{
    EvaluationSet patches = EvaluationSet.Load(settings.Arrays.Model);
    if (settings.Pictures.ToFile)
    {
        ImmutableArray<ExplainedImage> images =
        [
            .. Enumerable.Range(0, patches.Masks.Length)
                .Select(i => new ExplainedImage(FormattableString.Invariant($"{i + 1}"), "", settings.Arrays.Explain(model, patches.Values(i), settings.Pictures.Explain), patches.Masks[i])),
        ];
        new ImageResults(settings.Arrays, settings.Pictures).Write(images, "a mass");
        if (settings.Arrays.Json) return;
    }

    Target target = settings.Arrays.Target ?? throw Failure.Usage("--target all: needed one target, whose place the masks show.");
    IEnumerable<MethodDescription> methods = settings.OneMethod ? [settings.Arrays.Method] : PatchesCnn.Model.Methods;
    LocalisationTable table = new([.. methods.SelectMany(method => patches.Measure(model, method, target))], patches.Accuracy(model));
    table.Write(settings.Arrays);
}

static void ExplainFiles(PatchesCnn model, Settings settings)
{
    (int height, int width) = (PatchesCnn.Model.Values!.Shape[1], PatchesCnn.Model.Values!.Shape[2]);
    var images = ImmutableArray.CreateBuilder<ExplainedImage>(settings.Files.Length);
    foreach (string file in settings.Files)
    {
        RasterImage picture = PngFile.Load(file);
        ImageInput input = ImageInput.Of(picture, new() { Width = width, Height = height, Fit = ImageFit.Contain });
        string changes = (picture.Width, picture.Height) == (width, height) ? "" : FormattableString.Invariant($"{picture.Width} × {picture.Height} made {width} × {height}");
        ImageMask? mask = settings.Mask is null ? null : ImageMask.Of(MaskOf(picture, PngFile.Load(settings.Mask)).Fit(width, height, ImageFit.Contain, PixelColor.Black));
        images.Add(new ExplainedImage(Path.GetFileName(file), changes, settings.Arrays.Explain(model, input.Values.AsSpan(), settings.Pictures.Explain), mask));
    }

    new ImageResults(settings.Arrays, settings.Pictures).Write(images.MoveToImmutable(), "a mass");
}

static RasterImage MaskOf(RasterImage picture, RasterImage mask) => (mask.Width, mask.Height) == (picture.Width, picture.Height)
    ? mask
    : throw Failure.Usage(FormattableString.Invariant($"--mask: the mask is {mask.Width} × {mask.Height}, the image {picture.Width} × {picture.Height} (width × height); needed the same size."));
