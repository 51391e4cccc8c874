namespace LrpGen.Runtime;

/// <summary>
/// A layer that is linear in its input but for a bias: dense, convolution, transposed convolution, average pooling,
/// resampling. What the relevance rules need of it: its product and its adjoint, with mapped inputs and weights.
/// </summary>
/// <remarks>
/// A sample of the input has <see cref="InputPositions"/> rows, a sample of the output <see cref="OutputPositions"/>. A
/// relevance matrix of several targets has whole samples as well, those of the first target first.
/// </remarks>
public interface ILinearOperator
{
    /// <summary>Rows of one sample of the input (depth × height × width; 1 for a dense layer).</summary>
    int InputPositions { get; }

    /// <summary>Rows of one sample of the output.</summary>
    int OutputPositions { get; }

    /// <summary>y = map(W)·inputs(x) (+ map(b)).</summary>
    /// <param name="x">Input: [samples·<see cref="InputPositions"/>, input channels].</param>
    /// <param name="map">What is made of each weight.</param>
    /// <param name="inputs">What is made of each input.</param>
    /// <param name="withBias">The bias is added, mapped as the weights are.</param>
    /// <param name="y">Receives the result: [samples·<see cref="OutputPositions"/>, output channels].</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    void Forward(Matrix x, WeightMap map, InputMap inputs, bool withBias, Matrix y, Workers workers);

    /// <summary>gIn (+)= map(W)ᵀ·g, the vector-Jacobian product.</summary>
    /// <param name="g">Relevance or gradient of the output: [targets·samples·<see cref="OutputPositions"/>, output channels].</param>
    /// <param name="map">What is made of each weight.</param>
    /// <param name="gIn">Receives the result: [targets·samples·<see cref="InputPositions"/>, input channels].</param>
    /// <param name="accumulate">Adds to what <paramref name="gIn"/> holds.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    void Adjoint(Matrix g, WeightMap map, Matrix gIn, bool accumulate, Workers workers);
}
