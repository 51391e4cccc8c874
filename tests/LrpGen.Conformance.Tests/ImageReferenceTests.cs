using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>Every reference of the cases that read pictures, at every vector width of the machine.</summary>
public sealed class ImageReferenceTests
{
    public static TheoryData<string, string, VectorWidth> References()
    {
        TheoryData<string, string, VectorWidth> data = [];
        foreach (GoldenCase golden in GoldenCase.All(c => c.Unsupported is null && c.ReadsPictures))
        {
            // Values between the layers are not read out; what they are decides the relevance there.
            foreach (Reference reference in golden.References.Where(r => !r.Tensor.StartsWith("hidden.", StringComparison.Ordinal)))
            {
                foreach (VectorWidth width in Vectors.Available)
                {
                    data.Add(golden.Name, reference.Tensor, width);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(References))]
    public void Agrees_with_the_reference(string name, string tensor, VectorWidth width)
    {
        GoldenCase golden = GoldenCase.Found(name);
        ImageCaseRun.Of(golden, width).Check(golden.References.First(r => r.Tensor == tensor));
    }

    public static TheoryData<string> Cases() => new(GoldenCase.All(c => c.Unsupported is null && c.ReadsPictures).Select(c => c.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_ledger_closes(string name) => ImageCaseRun.Of(GoldenCase.Found(name), Vectors.Default).CheckLedgers();

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_sample_gets_bit_for_bit_what_it_gets_alone_and_by_more_threads(string name) => ImageCaseRun.Of(GoldenCase.Found(name), Vectors.Default).CheckBits();
}
