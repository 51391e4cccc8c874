using System.CommandLine;

namespace Patches;

/// <summary>The options, and how they become <see cref="Settings"/>.</summary>
internal sealed class CommandLine
{
    private const string Summary = "Finds masses in textures like mammograms, and measures whether relevance lies where the mass is.";

    private const string Examples = """
        Examples:
          Patches                                        measures every method on 50 patches with a mass
          Patches --html sheet.html                      a page with these patches, the masses outlined
          Patches --method gradient --png sheet.png      the same by another method, as a PNG file
          Patches my.png                                 explains a texture of your own
          Patches my.png --mask mask.png                 and measures how much of it lies inside the mask
          Patches --json                                 a line of JSON a method

        An image of another size than 64 × 64 is made to fit, at its own proportions.

        Exit codes:
          0  done, or whoever read the output had enough
          1  a file, the model or the output failed
          2  the command line makes no sense

        The textures are made by a formula: the model knows nothing about real mammograms.
        """;

    private readonly Argument<string[]> files = new("image")
    {
        Description = "A PNG file, grey or colour; several are explained one after the other. Without any, the evaluation patches beside the model are.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> mask = new("--mask")
    {
        Description = "A PNG file of the image's size, bright where the evidence lies.",
        HelpName = "file",
    };

    private readonly ArrayArguments arrays = new(PatchesCnn.Model, "patches-cnn", "mass");
    private readonly PictureArguments pictures = new();

    /// <summary>Reads the command line, and runs the program unless help or the version is wanted.</summary>
    /// <exception cref="Failure">The command line makes no sense.</exception>
    public int Run(string[] arguments, Func<Settings, int> program)
        => new SampleCommand(Summary, Examples, files, "A file whose name begins with a hyphen needs -- before it.", [.. arrays.First, mask, .. pictures.All, .. arrays.Last])
            .Run(arguments, result => program(Read(result)));

    private Settings Read(ParseResult result)
    {
        string[] given = result.GetValue(files) ?? [];
        if (result.GetValue(mask) is not null && given.Length != 1) throw Failure.Usage("--mask: needed one image that it belongs to.");
        return new Settings
        {
            Files = [.. given],
            Mask = result.GetValue(mask),
            OneMethod = arrays.NamesMethod(result),
            Arrays = arrays.Read(result),
            Pictures = pictures.Read(result, PatchesCnn.Model),
        };
    }
}
