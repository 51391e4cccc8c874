using System.Globalization;
using System.Text.RegularExpressions;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.Specs;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Tests.Families;

/// <summary>Every key of the families with a record of their own is honoured, refused at its place, or harmless.</summary>
public class FamilyKeysTests
{
    private const string Nothing = "\"transformers_version\": \"5.23.0\"";

    // Read in any file; 'label2id' is only compared with the labels.
    private static readonly string[] Everywhere = ["model_type", "architectures", "label2id"];

    public static TheoryData<string> Families => new(KnownKeys.All.Select(family => family.ModelType));

    public static TheoryData<string, string, string> Changing =>
        Rows(family => family.Changing.Select(line => (family.ModelType, line.Class, line.Line)));

    public static TheoryData<string, string, string> Refused =>
        Rows(family => family.Refused.Select(line => (family.ModelType, line.Line, line.Message)));

    public static TheoryData<string, string> Harmless
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (FamilyKeys family in KnownKeys.All)
            {
                foreach (string line in family.Harmless)
                    data.Add(family.ModelType, line);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Changing))]
    public void A_key_that_is_honoured_changes_what_is_read(string modelType, string name, string line)
    {
        FamilyKeys family = KnownKeys.Of(modelType);
        Assert.NotEqual(Spec(family.With(Nothing, name)), Spec(family.With(line, name)));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_key_that_is_refused_is_told_at_its_place(string modelType, string line, string message)
    {
        FamilyKeys family = KnownKeys.Of(modelType);
        ReadResult result = Descriptions.Read(family.With(line, family.Refused.First(one => one.Line == line).Class));
        Assert.Null(result.Spec);
        Diagnostic diagnostic = Assert.Single(result.Diagnostics).ToDiagnostic();
        Assert.Equal(message, diagnostic.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(4, diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void A_key_that_is_harmless_changes_nothing(string modelType, string line)
    {
        FamilyKeys family = KnownKeys.Of(modelType);
        Assert.Equal(Spec(family.With(Nothing)), Spec(family.With(line)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Keys_that_no_family_reads_are_passed_over(string modelType)
    {
        FamilyKeys family = KnownKeys.Of(modelType);
        string lines = string.Join(", ", HarmlessKeys.All.Except(KeysOf(family)).Select(key => $"\"{key}\": \"anything\""));
        Assert.Equal(Spec(family.With(Nothing)), Spec(family.With(lines)));
    }

    /// <summary>The tables hold what the readers ask for, and nothing less.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public void Every_key_that_is_read_has_a_test(string modelType)
    {
        SpecFamily family = SpecFamily.All.Single(one => one.ModelType == modelType);
        JsonNode root = JsonReader.Read("{}", JsonOptions.HuggingFace).Root!;
        foreach (ModelClass model in ModelClass.Of(modelType))
        {
            ConfigReader config = new("config.json", modelType, root);
            family.Read(config, model);
            Assert.Empty(config.Honoured.Except(Everywhere).Except(KeysOf(KnownKeys.Of(modelType))));
        }
    }

    private static ConfigSpec Spec(string text)
    {
        ReadResult result = Descriptions.Read(text);
        Assert.Empty(result.Diagnostics.Select(Descriptions.Format));
        return result.Spec! with { Header = result.Spec.Header with { Sha256 = "" } };
    }

    private static IEnumerable<string> KeysOf(FamilyKeys family) => family.Changing.Select(line => line.Line)
        .Concat(family.Refused.Select(line => line.Line))
        .Concat(family.Harmless)
        .SelectMany(line => Regex.Matches(line, "\"([a-z_0-9]+)\":").Select(match => match.Groups[1].Value));

    private static TheoryData<string, string, string> Rows(Func<FamilyKeys, IEnumerable<(string, string, string)>> rows)
    {
        TheoryData<string, string, string> data = [];
        foreach ((string first, string second, string third) in KnownKeys.All.SelectMany(rows))
            data.Add(first, second, third);
        return data;
    }
}
