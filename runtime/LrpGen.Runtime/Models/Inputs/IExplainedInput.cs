namespace LrpGen.Runtime;

/// <summary>
/// The input that is explained, numbers or the word embeddings of tokens: where it is read, and moved by methods that run the network
/// several times.
/// </summary>
internal interface IExplainedInput
{
    /// <summary>Begins a call: nothing has been found yet.</summary>
    /// <exception cref="ArgumentException">What the call has for the method does not fit.</exception>
    void Begin(MethodDescription method, int targets, SessionOptions options);

    /// <summary>Σ|R| of what was found.</summary>
    double Magnitude(int target, int sample);

    /// <summary>Why the logits of a sample may be no numbers, as far as its input tells.</summary>
    string? FaultOf(int sample);

    /// <summary>Takes what a pass brought to the input for a group of targets; adds it to that of earlier passes where there are several.</summary>
    void Collect(int firstTarget, bool add);

    /// <summary>What has been collected, over the number of passes, and times the factor of the method.</summary>
    void Finish(int passes);

    /// <summary>Steps of the path of integrated gradients.</summary>
    int Steps { get; }

    /// <summary>How much of the way from the baseline a step has gone, 1 being the first.</summary>
    float ShareOf(int step);

    /// <summary>Moves the input to a place between the baseline (0) and itself (1).</summary>
    void MoveTo(float share);

    /// <summary>Adds SmoothGrad's noise to the input.</summary>
    void AddNoise(int iteration);

    /// <summary>Number of windows that occlusion sees or hides.</summary>
    int Windows { get; }

    /// <summary>Hides a window of the input, or all but that.</summary>
    void Occlude(int window);

    /// <summary>Gives the occluded window a score.</summary>
    void AddToWindow(int target, int sample, float score);
}
