namespace LrpGen.Images;

/// <summary>How a picture is enlarged.</summary>
public enum Interpolation
{
    /// <summary>Every pixel becomes a square: what one sees is what the model saw.</summary>
    Nearest,

    /// <summary>Straight lines between the pixels' centres (PyTorch's <c>bilinear</c> with <c>align_corners=False</c>).</summary>
    Bilinear,
}
