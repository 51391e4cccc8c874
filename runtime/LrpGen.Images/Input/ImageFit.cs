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
}
