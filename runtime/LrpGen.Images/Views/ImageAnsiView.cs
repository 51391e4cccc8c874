using System.Globalization;
using System.Text;
using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>An image and its relevance for the terminal, side by side where there is room.</summary>
internal sealed class ImageAnsiView
{
    private const int Gap = 3;

    // One character for each step of magnitude. The two rows share no sign and get heavier with the magnitude.
    private const string For = " .+*#", Against = " ,-=%", Brightness = " .:-=+*#%@";

    private readonly StringBuilder _output = new();
    private readonly AnsiOptions _options;
    private readonly AnsiColorCodes _codes;
    private readonly RelevanceColors _colors;
    private readonly PictureOptions? _pictures;
    private readonly ColorMap _map;
    private readonly int _width;

    private ImageAnsiView(AnsiOptions options, PictureOptions? pictures)
    {
        _options = options;
        _codes = new(options);
        _colors = options.LightBackground ? options.Palette.Light : options.Palette.Dark;
        _pictures = pictures;
        _map = pictures?.Colors ?? ColorMap.ForPalette(options.Palette, dark: !options.LightBackground);
        _width = Math.Max(20, options.Width);
    }

    private bool Blocks => _codes.Enabled && _options.Unicode;

    private RelevanceBounds? FixedBounds => _options.FullColor is { } full ? RelevanceBounds.Symmetric(full) : _pictures?.Bounds;

    public static string Render(ArrayExplanation explanation, AnsiOptions options, PictureOptions? pictures)
    {
        var view = new ImageAnsiView(options, pictures);
        RasterImage input = RelevancePictures.Input(explanation, pictures ?? new());
        RelevanceMap map = RelevanceMap.Of(explanation, pictures?.Layer);
        if (map.Width < input.Width) map = map.Resize(input.Width, input.Height, Interpolation.Nearest);
        AnsiHeader.Write(view._output, explanation, options, view._codes.Enabled);
        view.WriteLegend(explanation, view.WritePictures(input, map));
        return view._output.ToString();
    }

    /// <summary>Writes input and relevance, and tells the relevance at the ends of the colours.</summary>
    private RelevanceBounds WritePictures(RasterImage input, RelevanceMap map)
    {
        // With half blocks a character is two pixels high, so pixels are about square; a sign is as high as two are wide.
        int columnsEach = Blocks ? 1 : 2;
        bool both = (2 * map.Width * columnsEach) + Gap <= _width;
        int room = both ? (_width - Gap) / 2 : _width;
        int width = Math.Max(1, Math.Min(map.Width, room / columnsEach));
        int height = Math.Max(1, (int)Math.Round((double)map.Height * width / map.Width));
        float[] relevance = Resampling.Average(map.Values.AsSpan(), map.Width, map.Height, width, height);
        float[] brightness = Resampling.Average(BrightnessOf(input), input.Width, input.Height, width, height);

        // Means are smaller than peaks: what was shrunk keeps the colours' reach by the largest mean.
        RelevanceBounds reach = FixedBounds ?? RelevanceBounds.For(_map, [RelevanceMap.FromValues(width, height, relevance)]);
        int step = Blocks ? 2 : 1;
        for (int y = 0; y < height; y += step)
        {
            if (both)
            {
                for (int x = 0; x < width; x++) WriteBrightness(brightness, x, y, width, height);
                EndColors();
                _output.Append(' ', Gap);
            }

            for (int x = 0; x < width; x++) WriteRelevance(relevance, x, y, width, height, reach);
            EndColors();
            while (_output[^1] == ' ') _output.Length--;
            _output.Append('\n');
        }

        return reach;
    }

    private void WriteBrightness(float[] values, int x, int y, int width, int height)
    {
        float upper = values[(y * width) + x];
        if (!Blocks)
        {
            char sign = Brightness[(int)Math.Round(Math.Clamp(upper, 0, 1) * (Brightness.Length - 1))];
            _output.Append(sign, 2);
            return;
        }

        float lower = y + 1 < height ? values[((y + 1) * width) + x] : -1;
        WriteBlock(Grey(upper), lower < 0 ? null : Grey(lower));
    }

    private void WriteRelevance(float[] values, int x, int y, int width, int height, RelevanceBounds bounds)
    {
        float upper = values[(y * width) + x];
        if (!Blocks)
        {
            int level = RelevanceColors.LevelOf(upper, FullOf(bounds));
            string signs = level < 0 ? Against : For;
            int strength = Math.Min(signs.Length - 1, (int)Math.Round(Math.Abs(level) * (signs.Length - 1) / (double)RelevanceColors.Levels));
            bool known = float.IsFinite(upper);
            if (known && strength > 0) _output.Append(_codes.Enabled ? level < 0 ? _codes.NegativeInk : _codes.PositiveInk : "");
            _output.Append(known ? signs[strength] : '?', 2);
            return;
        }

        WriteBlock(Color(upper, bounds), y + 1 < height ? Color(values[((y + 1) * width) + x], bounds) : null);
    }

    /// <summary>Two pixels: the upper one in the colour of the letter, the lower one in that of the ground.</summary>
    private void WriteBlock(string upper, string? lower)
    {
        _output.Append(CultureInfo.InvariantCulture, $"\e[38;{upper}");
        if (lower is not null) _output.Append(CultureInfo.InvariantCulture, $";48;{lower}");
        _output.Append("m▀");
    }

    private void EndColors()
    {
        if (_codes.Enabled) _output.Append(AnsiColorCodes.Reset);
    }

    private string Color(float relevance, RelevanceBounds bounds)
    {
        bool trueColor = _options.Colors == AnsiColors.TrueColor;
        if (!float.IsFinite(relevance)) return trueColor ? "2;0;200;83" : "5;41";
        PixelColor color = _map.At(bounds.PlaceOf(relevance));
        if (trueColor) return string.Create(CultureInfo.InvariantCulture, $"2;{color.Red};{color.Green};{color.Blue}");
        if (_pictures is not null) return string.Create(CultureInfo.InvariantCulture, $"5;{AnsiColorCodes.Nearest(new(color.Red, color.Green, color.Blue)).Index}");
        int neutral = _options.LightBackground ? 231 : 234;
        return string.Create(CultureInfo.InvariantCulture, $"5;{_colors.Xterm(RelevanceColors.LevelOf(relevance, FullOf(bounds))) ?? neutral}");
    }

    private static double FullOf(RelevanceBounds bounds) => Math.Max(Math.Abs(bounds.Low), Math.Abs(bounds.High));

    private string Grey(float brightness)
    {
        double share = Math.Clamp(brightness, 0, 1);
        int value = (int)Math.Round(255 * share);
        return _options.Colors == AnsiColors.TrueColor
            ? string.Create(CultureInfo.InvariantCulture, $"2;{value};{value};{value}")
            : string.Create(CultureInfo.InvariantCulture, $"5;{232 + (int)Math.Round(23 * share)}");
    }

    private void WriteLegend(ArrayExplanation explanation, RelevanceBounds bounds)
    {
        Figures figures = Figures.For(FullOf(bounds), _options.Unicode ? "−" : "-");
        string target = VisibleText.OneLine(explanation.Target.Description);
        string low = Infinities(figures.Signed(bounds.Low)), high = Infinities(figures.Signed(bounds.High));
        _output.Append('\n');
        var line = new AnsiLines(_output, _width);
        AnsiHeader.Say(line, bounds.Low < 0 ? $"{low} against" : low);
        if (Blocks)
        {
            for (int i = 0; i <= 16; i++)
            {
                string color = Color((float)(bounds.Low + ((bounds.High - bounds.Low) * i / 16)), bounds);
                line.Piece("▀", $"\e[38;{color};48;{color}m");
            }

            line.Space(" ");
        }
        else AnsiHeader.Say(line, $"[{new string([.. Against.Skip(1).Reverse()])}] [{For[1..]}]");
        AnsiHeader.Say(line, $"for {high}: {target}");
        line.End();
        if (_pictures?.Layer is { } layer)
        {
            AnsiHeader.Say(line, $"relevance at {VisibleText.OneLine(layer)}");
            line.End();
        }

        double sum = explanation.RelevanceSum;
        AnsiHeader.Say(line, Infinities($"sum over pixels {figures.Signed(sum)} of {figures.Signed(explanation.Target.Score)}"));
        line.End();
    }

    private string Infinities(string text) => _options.Unicode ? text : text.Replace("∞", "inf", StringComparison.Ordinal);

    private static float[] BrightnessOf(RasterImage image)
    {
        var values = new float[image.Width * image.Height];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> pixel = image.Pixels.Slice(3 * i, 3);
            values[i] = ((0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2])) / 255;
        }

        return values;
    }
}
