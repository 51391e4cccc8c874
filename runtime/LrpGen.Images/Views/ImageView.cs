namespace LrpGen.Images;

/// <summary>One picture of an explanation.</summary>
public enum ImageView
{
    /// <summary>The input in grey under its relevance.</summary>
    Overlay,

    /// <summary>The relevance on the colour map.</summary>
    HeatMap,

    /// <summary>The input itself.</summary>
    Input,
}
