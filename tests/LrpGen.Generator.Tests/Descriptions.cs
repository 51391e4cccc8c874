using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Tests;

/// <summary>Short descriptions for tests.</summary>
internal static class Descriptions
{
    public const string Path = "/models/tiny/config.json";

    /// <summary>What transformers would save of a BERT that has defaults only.</summary>
    public const string Bert = """
        {
          "architectures": ["BertForSequenceClassification"],
          "model_type": "bert"
        }
        """;

    /// <summary>A description with one more line, which becomes line 4.</summary>
    public static string BertWith(string line) => With("bert", "BertForSequenceClassification", line);

    public static string With(string modelType, string architecture, string line) => $$"""
        {
          "model_type": "{{modelType}}",
          "architectures": ["{{architecture}}"],
          {{line}}
        }
        """;

    public static ReadResult Read(string text) => SpecReader.Read(Path, text);

    public static EncoderSpec Spec(string text)
    {
        ReadResult result = Read(text);
        Assert.Empty(result.Diagnostics.Select(Format));
        return result.Spec!;
    }

    public static string Format(DiagnosticInfo diagnostic) =>
        diagnostic.ToDiagnostic().ToString();
}
