using System.Globalization;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Generator.Tests.Names;

namespace LrpGen.Generator.Tests.Families;

/// <summary>
/// Keys of the families with values that no trainer writes: each file is read or refused, and a spec comes out exactly if there is no
/// error. With LRPGEN_EXHAUSTIVE=1, a hundred times as many.
/// </summary>
public class FamilyFuzzTests
{
    private const int Files = 400;

    private static readonly string[] Values =
    [
        .. Hostile.Numbers, "null", "true", "false", "[]", "{}", "[1, 2]", "[0, 1e99]", "[\"full_attention\", null]", "\"\"", "\"gelu\"", "\"c2p|\"", "\"gated-\"", "\"layer_norm\"", "0", "1", "2", "3", "-1", "64",
        "{\"rope_type\": \"yarn\", \"factor\": 2}", "{\"rope_type\": \"longrope\", \"short_factor\": [1], \"long_factor\": {}}", "{\"type\": 3, \"rope_theta\": \"x\"}", "{\"full_attention\": [], \"sliding_attention\": {\"rope_type\": null}}",
        "{\"0\": \"a\"}",
    ];

    public static TheoryData<string> Families => new(KnownKeys.All.Select(family => family.ModelType));

    [Theory]
    [MemberData(nameof(Families))]
    public void Any_value_is_read_or_refused(string modelType)
    {
        FamilyKeys family = KnownKeys.Of(modelType);
        string[] keys = [.. family.Changing.Select(line => line.Line).Concat(family.Refused.Select(line => line.Line)).Concat(family.Harmless).Select(line => line.Split('"')[1]).Distinct()];
        string[] classes = [.. ModelClass.Of(modelType).Select(known => known.Name)];
        Random random = new(7);
        int read = 0, refused = 0;
        int count = Environment.GetEnvironmentVariable("LRPGEN_EXHAUSTIVE") == "1" ? Files * 100 : Files;
        for (int i = 0; i < count; i++)
        {
            string[] chosen = [.. keys.OrderBy(_ => random.Next()).Take(random.Next(1, 4))];
            string lines = string.Join(", ", chosen.Select(key => $"\"{key}\": {Values[random.Next(Values.Length)]}"));
            string text = family.With(lines, classes[random.Next(classes.Length)]);
            ReadResult result = Descriptions.Read(text);
            Assert.True(result.Spec is null == result.Diagnostics.Any(diagnostic => diagnostic.IsError), text);
            Assert.All(result.Diagnostics, diagnostic => Assert.InRange(diagnostic.Span.Start + diagnostic.Span.Length, 1, text.Length));
            Assert.All(result.Diagnostics, diagnostic => Assert.NotEmpty(diagnostic.ToDiagnostic().GetMessage(CultureInfo.InvariantCulture)));
            if (result.Spec is { } spec)
            {
                read++;
                Assert.All(spec.Sizes(), size => Assert.True(size.Value > 0, text));
                Assert.Equal(spec, Descriptions.Read(text).Spec);
            }
            else
            {
                refused++;
            }
        }

        Assert.InRange(read, count / 20, count);
        Assert.InRange(refused, count / 20, count);
    }
}
