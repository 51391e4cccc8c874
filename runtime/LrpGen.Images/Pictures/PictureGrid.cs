using System.Globalization;

namespace LrpGen.Images;

/// <summary>A picture and what stands below it.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Caption">One line; cut off where it is too long. Signs beyond ASCII are drawn as boxes.</param>
public sealed record GridCell(RasterImage Image, string Caption = "");

/// <summary>How a grid looks.</summary>
public sealed record GridOptions
{
    /// <summary>Pictures in a row; null makes the grid about square, with few empty places.</summary>
    public int? Columns { get; init; }

    /// <summary>Pixels between two pictures.</summary>
    public int Gap { get; init; } = 12;

    /// <summary>How many pixels a dot of the captions' letters is wide and high; 0 leaves captions out.</summary>
    public int CaptionSize { get; init; } = 2;

    /// <summary>A scale of the pictures' colours below them; null draws none.</summary>
    public PictureScale? Scale { get; init; }

    /// <summary>The ground between the pictures.</summary>
    public PixelColor Ground { get; init; } = PixelColor.White;

    /// <summary>The colour of the captions.</summary>
    public PixelColor Ink { get; init; } = new(0x1c, 0x19, 0x17);

    /// <summary>The line around each picture; null draws none.</summary>
    public PixelColor? Frame { get; init; } = new(0xd6, 0xd0, 0xc8);
}

/// <summary>Puts pictures side by side, or in rows, with captions: one PNG for a batch.</summary>
public static class PictureGrid
{
    /// <summary>Draws the grid. Cells are as large as the largest picture; smaller ones stand in their middle.</summary>
    /// <exception cref="ArgumentException">There are no cells.</exception>
    public static RasterImage Render(IReadOnlyList<GridCell> cells, GridOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count == 0) throw new ArgumentException("There are no pictures for the grid.", nameof(cells));
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Gap, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.CaptionSize, nameof(options));
        int columns = Math.Clamp(options.Columns ?? ColumnsFor(cells.Count), 1, cells.Count);
        int rows = (cells.Count + columns - 1) / columns;
        int width = cells.Max(cell => cell.Image.Width), height = cells.Max(cell => cell.Image.Height);
        bool captions = options.CaptionSize > 0 && cells.Any(cell => cell.Caption.Length > 0);
        int captionHeight = captions ? (CaptionFont.Height + 3) * options.CaptionSize : 0;
        int fullWidth = options.Gap + (columns * (width + options.Gap)), scaleTop = options.Gap + (rows * (height + captionHeight + options.Gap));
        int letterSize = Math.Max(1, options.CaptionSize);
        int fullHeight = scaleTop + (options.Scale is null ? 0 : PictureScale.HeightOf(letterSize) + options.Gap);
        long pixels = (long)fullWidth * fullHeight;
        if (pixels > PngDecoder.LargestPixelCount) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The grid would have {pixels} pixels; at most {PngDecoder.LargestPixelCount} are drawn. Use fewer or smaller pictures."), nameof(cells));
        var canvas = new Canvas(fullWidth, fullHeight, options.Ground);
        foreach ((int index, GridCell cell) in cells.Index())
        {
            int left = options.Gap + (index % columns * (width + options.Gap));
            int top = options.Gap + (index / columns * (height + captionHeight + options.Gap));
            int imageLeft = left + ((width - cell.Image.Width) / 2), imageTop = top + ((height - cell.Image.Height) / 2);
            if (options.Frame is { } line && options.Gap > 0) canvas.Frame(imageLeft, imageTop, cell.Image.Width, cell.Image.Height, line);
            canvas.Draw(cell.Image, imageLeft, imageTop);
            if (captions) WriteCaption(canvas, cell.Caption, left, top + height + (2 * options.CaptionSize), width, options);
        }

        options.Scale?.Draw(canvas, options.Gap, scaleTop, fullWidth - (2 * options.Gap), letterSize, options.Ink);
        return canvas.ToImage();
    }

    /// <summary>About square, and of those the grid with the fewest empty places: ten pictures are two rows of five.</summary>
    private static int ColumnsFor(int count)
    {
        int square = (int)Math.Ceiling(Math.Sqrt(count));
        return Enumerable.Range(square, (square / 3) + 1).MinBy(columns => (columns - (count % columns)) % columns);
    }

    private static void WriteCaption(Canvas canvas, string caption, int left, int top, int width, GridOptions options)
    {
        string text = CaptionFont.Draw(caption);
        int room = Math.Max(1, width / (CaptionFont.Advance * options.CaptionSize));
        if (text.Length > room) text = room > 3 ? text[..(room - 2)] + ".." : text[..room];
        int used = ((text.Length * CaptionFont.Advance) - 1) * options.CaptionSize;
        canvas.Write(text, left + Math.Max(0, (width - used) / 2), top, options.CaptionSize, options.Ink);
    }
}
