using System.Text;
using CsCheck;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Tests.LayerGraphs;

/// <summary>Whatever a file holds, it is read without an exception, and what is refused is explained.</summary>
public class GraphFuzzTests
{
    private static readonly string[] Words =
    [
        "{", "}", "[", "]", ",", ":", "0", "-1", "3", "1e9", "99999999999", "true", "null", "\"input\"", "\"shape\"", "\"layers\"", "\"name\"", "\"op\"",
        "\"inputs\"", "\"a\"", "\"b\"", "\"kernel\"", "\"out\"", "\"conv2d\"", "\"linear\"", "\"add\"", "\"relevance\"", "\"rules\"", "\"composite\"",
        "\"epsilon-plus\"", "\"gamma(0.25)\"", "\"*\"", "\"\"", "\"output\"", "\"reshape\"", "\"slice\"",
    ];

    private static readonly string Seed = Repository.Read("tests", "golden", "conv-transpose2d", "layers.json").TrimEnd()[..^1]
        + ", \"relevance\": [\"epsilon-gamma-box(-1, 1)\", {\"name\": \"mine\", \"composite\": \"zplus\", \"rules\": {\"fc\": \"epsilon(0.25, clip)\", \"up*\": \"flat\"}}]}";

    [Fact]
    public void Words_in_any_order() =>
        Gen.OneOfConst(Words).Array[0, 60].Sample(words => Check(string.Concat(words)), iter: 20_000);

    [Fact]
    public void A_good_file_with_parts_cut_out_or_put_elsewhere() =>
        Gen.Select(Gen.Int[0, Seed.Length], Gen.Int[0, 40], Gen.Int[0, Seed.Length], Gen.OneOfConst(Words)).Sample(
            (start, length, place, word) =>
            {
                int end = Math.Min(start + length, Seed.Length);
                StringBuilder text = new(Seed);
                text.Remove(start, end - start);
                text.Insert(Math.Min(place, text.Length), word);
                Check(text.ToString());
            },
            iter: 5_000);

    [Fact]
    public void A_good_file_with_other_numbers_and_words() =>
        Gen.Select(Gen.Int[0, 1000], Gen.OneOfConst(Words)).Array[1, 4].Sample(
            changes =>
            {
                string[] tokens = System.Text.RegularExpressions.Regex.Split(Seed, "(\"[^\"]*\"|[0-9]+)");
                foreach ((int place, string word) in changes)
                    tokens[(2 * (place % (tokens.Length / 2))) + 1] = word;
                Check(string.Concat(tokens));
            },
            iter: 5_000);

    [Fact]
    public void Methods_of_any_text() =>
        Gen.Select(Gen.OneOfConst("epsilon-plus", "gamma", "(", ")", "[", "]", "=", ",", ";", ":", "+", "fc", "*", "flat", "-1", "smoothgrad", "first", " "), (string part) => part)
            .Array[0, 20].Sample(parts => CheckMethods(string.Concat(parts)), iter: 20_000);

    private static void Check(string text)
    {
        LayerGraphResult result = LayerGraphReader.Read(Graphs.Path, text);
        Assert.Equal(result.Spec is null, result.Diagnostics.Any(diagnostic => diagnostic.IsError));
        foreach (var diagnostic in result.Diagnostics)
        {
            Assert.InRange(diagnostic.Span.Start + diagnostic.Span.Length, 0, text.Length);
            Assert.DoesNotContain("{0}", Descriptions.Format(diagnostic), StringComparison.Ordinal);
        }

        if (result.Spec is { } spec)
            Assert.All(spec.Methods, method => Assert.Equal(spec.Layers.Count, method.Rules.Count));
    }

    private static void CheckMethods(string methods)
    {
        LayerGraphResult result = LayerGraphReader.Read(Graphs.Path, Seed, methods);
        Assert.Equal(result.Spec is null, result.Diagnostics.Any(diagnostic => diagnostic.IsError));
    }
}
