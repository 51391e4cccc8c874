namespace LrpGen.Images;

/// <summary>What happens to an image of another size than the model's.</summary>
public enum ImageFit
{
    /// <summary>It is refused: a classifier can change its mind over how an image is resized.</summary>
    Refuse,

    /// <summary>All of it is shown at its own proportions, in the middle, as large as it can be.</summary>
    Contain,

    /// <summary>It is stretched to the model's size.</summary>
    Stretch,

    /// <summary>
    /// Its shorter side is brought to <see cref="ImageInputOptions.ShorterSide"/>, at its own proportions, and the middle is cut out: the
    /// preprocessing of ImageNet (torchvision's <c>Resize</c> and <c>CenterCrop</c>, with the same bytes).
    /// </summary>
    Crop,
}
