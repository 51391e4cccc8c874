namespace LrpGen.Runtime;

/// <summary>How the word embeddings of a call differ from those of its tokens: on the path of a method that runs the network several times.</summary>
internal sealed class EmbeddingPath
{
    /// <summary>Standard deviations of the noise: tokens of the longest sequence × columns; empty for none.</summary>
    public GrowingArray<float> Noise;

    /// <summary>Share of the word; the rest is the baseline's.</summary>
    public float Scale { get; set; } = 1;

    /// <summary>The id of each token that stands there as a baseline, −1 for zeros; empty for zeros everywhere.</summary>
    public ReadOnlyMemory<int> BaselineIds { get; set; }

    /// <summary>The token of every sequence that is hidden or seen alone, or −1.</summary>
    public int Window { get; set; } = -1;

    /// <summary>Whether that one is hidden; otherwise all others are.</summary>
    public bool HidesWindow { get; set; }

    /// <summary>Standard deviation of the noise, as a share of the range of a sequence's word embeddings.</summary>
    public float NoiseLevel { get; set; }

    /// <summary>Share of the word at a token of a sequence.</summary>
    public float ScaleAt(int token) => Window < 0 ? Scale : (token == Window) == HidesWindow ? 0 : 1;

    /// <summary>Back to the tokens themselves.</summary>
    public void Reset()
    {
        (Scale, BaselineIds, Window, NoiseLevel) = (1, default, -1, 0);
        Noise.Resize(0);
    }
}
