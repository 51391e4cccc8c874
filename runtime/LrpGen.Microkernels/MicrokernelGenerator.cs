using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LrpGen.Microkernels;

/// <summary>
/// Writes the innermost loops of the products into LrpGen.Runtime.
/// </summary>
/// <remarks>
/// A microkernel holds a whole tile of results in registers. The JIT keeps them there only if every accumulator is a
/// local variable of its own (an array or a helper that is not inlined costs a third of the speed), which makes the code
/// as repetitive as it is simple. So it is generated: the shapes stand in <see cref="ForwardTiles"/> and
/// <see cref="AdjointTiles"/>.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class MicrokernelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        context.RegisterPostInitializationOutput(static output =>
        {
            foreach (VectorKind vector in new[] { new VectorKind(512), new VectorKind(256), new VectorKind(128) })
            {
                output.AddSource($"ForwardTiles.{vector.Bits}.g.cs", SourceText.From(ForwardTiles.Write(vector), Encoding.UTF8));
                output.AddSource($"ConvolutionTiles.{vector.Bits}.g.cs", SourceText.From(ConvolutionTiles.Write(vector), Encoding.UTF8));
                output.AddSource($"AdjointTiles.{vector.Bits}.g.cs", SourceText.From(AdjointTiles.Write(vector), Encoding.UTF8));
            }
        });
}
