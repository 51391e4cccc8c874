using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>Every reference of every case that is supported, at every vector width of the machine.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string, string, VectorWidth> References()
    {
        TheoryData<string, string, VectorWidth> data = [];
        foreach (GoldenCase golden in GoldenCase.All(c => c.Unsupported is null && c.ReadIntegers("input_ids").Length > 0))
        {
            foreach (Reference reference in golden.References)
            {
                foreach (VectorWidth width in Vectors.Available)
                {
                    data.Add(golden.Name, reference.Tensor, width);
                }
            }
        }

        return data;
    }

    public static TheoryData<string> Cases()
    {
        TheoryData<string> data = [];
        foreach (GoldenCase golden in GoldenCase.All())
        {
            data.Add(golden.Name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(References))]
    public void Agrees_with_the_reference(string name, string tensor, VectorWidth width)
    {
        GoldenCase golden = GoldenCase.Found(name);
        Reference reference = golden.References.First(r => r.Tensor == tensor);
        CaseRun.Of(golden, width, allRows: true).Check(reference);

        // Hidden values and attention maps of the last layer need rows that nobody reads; all else must not.
        if (reference.Relevance is not null || tensor == "logits")
        {
            CaseRun.Of(golden, width).Check(reference);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Case_is_supported(string name)
    {
        GoldenCase golden = GoldenCase.Found(name);
        Skip.If(golden.Unsupported is not null, golden.Unsupported);
        Assert.NotEmpty(golden.References);
    }

    /// <summary>The list of what waits: nobody adds to it what is compiled, and what has come is taken off.</summary>
    [Fact]
    public void Cases_wait_as_long_as_the_generator_refuses_them()
        => Assert.Equal(
            GoldenCase.Own().Where(golden => golden.Refusal is not null).Select(golden => golden.Name),
            PendingCases.Names.Order(StringComparer.Ordinal));
}
