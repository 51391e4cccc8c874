using System.CommandLine;
using System.Globalization;
using LrpGen.Images;
using LrpGen.Runtime;

namespace LrpGen.Samples;

/// <summary>The options that samples of images have in common.</summary>
internal sealed class PictureArguments
{
    private static readonly string[] Shows = ["side-by-side", "overlay", "heat-map", "input"];

    private readonly Option<string?> html = new("--html")
    {
        Description = "Write pictures to a page of HTML (one file, no script, no network) instead of showing them here.",
        HelpName = "file",
    };

    private readonly Option<string?> png = new("--png")
    {
        Description = "Write pictures to a PNG file instead of showing them here.",
        HelpName = "file",
    };

    private readonly Option<string?> show = new("--show")
    {
        Description = $"What page and PNG file show: {string.Join(", ", Shows)}. One image is shown side by side, several as a grid of overlays.",
        HelpName = "view",
    };

    private readonly Option<string> colors = new("--colors")
    {
        Description = $"A colour map: {string.Join(", ", ColorMap.Names)}, or one in the language of docs/colour-maps.md, as in '00f,80:fff,f00'.",
        HelpName = "map",
        DefaultValueFactory = _ => ColorMap.BlueOrange.Name!,
    };

    private readonly Option<string> bounds = new("--bounds")
    {
        Description = "The relevances at the colours' ends: 'shared' by all pictures, 'each' its own, a number n for -n to n, or 'low:high'.",
        HelpName = "bounds",
        DefaultValueFactory = _ => "shared",
    };

    private readonly Option<string?> layer = new("--layer")
    {
        Description = "Show the relevance at the output of a layer, channels summed, instead of that of the pixels.",
        HelpName = "layer",
    };

    private readonly Option<string[]> channels = new("--channels")
    {
        Description = "Let relevance through some channels of a layer only, as in features.4:3,7: which part of it do they carry? Can be given for several layers.",
        HelpName = "layer:n,n",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The options in the help page's order.</summary>
    public IEnumerable<Option> All => [html, png, show, colors, bounds, layer, channels];

    /// <summary>What the command line says of pictures.</summary>
    /// <exception cref="Failure">It makes no sense.</exception>
    public PictureSettings Read(ParseResult result, ModelDescription model) => new()
    {
        Html = SampleCommand.FileName(result, html),
        Png = SampleCommand.FileName(result, png),
        Show = result.GetValue(show) is not { } given || Shows.Contains(given)
            ? result.GetValue(show)
            : throw Failure.Usage($"--show {Message.Quote(given)}: found no such view; needed one of {string.Join(", ", Shows)}."),
        Pictures = new() { Colors = ReadColors(result.GetRequiredValue(colors)), Bounds = ReadBounds(result.GetRequiredValue(bounds)), Layer = ReadLayer(result.GetValue(layer), model) },
        SharesBounds = result.GetRequiredValue(bounds) == "shared",
        Explain = new()
        {
            LayerNames = result.GetValue(layer) is { } name ? [name] : [],
            Conditions = [.. (result.GetValue(channels) ?? []).Select(text => ReadCondition(text, model))],
        },
    };

    private static ColorMap ReadColors(string text)
    {
        try
        {
            return ColorMap.Of(text);
        }
        catch (ColorMapFormatException exception)
        {
            throw Failure.Usage($"--colors: {exception.Message}");
        }
    }

    private static RelevanceBounds? ReadBounds(string text)
    {
        if (text is "shared" or "each") return null;
        string[] parts = text.Split(':');
        if (parts.Length == 1 && Number(parts[0]) is { } full && full > 0) return RelevanceBounds.Symmetric(full);
        if (parts.Length == 2 && Number(parts[0]) is { } low && Number(parts[1]) is { } high && low < high) return RelevanceBounds.Between(low, high);
        throw Failure.Usage($"--bounds {Message.Quote(text)}: needed 'shared', 'each', a number above 0, or two that ascend as in -1:2.");

        static double? Number(string text)
            => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
    }

    private static string? ReadLayer(string? name, ModelDescription model)
    {
        if (name is null || model.Outputs.Any(output => output.Name == name && output.Shape.Length == 3)) return name;
        string layers = string.Join(", ", model.Outputs.Where(output => output.Shape.Length == 3).Select(output => output.Name));
        throw Failure.Usage($"--layer {Message.Quote(name)}: found no such layer with a picture; needed one of {layers}.");
    }

    private static ChannelCondition ReadCondition(string text, ModelDescription model)
    {
        int colon = text.LastIndexOf(':');
        string name = colon < 0 ? text : text[..colon];
        if (model.Outputs.FirstOrDefault(output => output.Name == name) is not { } layer)
        {
            throw Failure.Usage($"--channels {Message.Quote(text)}: found no such layer; needed one of {string.Join(", ", model.Outputs.Select(output => output.Name))}, a colon and channels.");
        }

        List<int> numbers = [];
        foreach (string number in text[(colon + 1)..].Split(','))
        {
            if (colon < 0 || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int channel) || channel >= layer.Shape[0])
            {
                throw Failure.Usage(string.Create(CultureInfo.InvariantCulture, $"--channels {Message.Quote(text)}: needed channels of {name} from 0 to {layer.Shape[0] - 1}, separated by commas, as in {name}:0,{layer.Shape[0] - 1}."));
            }

            numbers.Add(channel);
        }

        return new(name, [.. numbers]);
    }
}
