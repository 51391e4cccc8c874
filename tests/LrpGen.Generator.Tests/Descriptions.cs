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

    /// <summary>The spec of an encoder of BERT's kind, read without a word.</summary>
    public static EncoderSpec Spec(string text) => SpecOf<EncoderSpec>(text);

    /// <summary>The spec of a description that is read without a word.</summary>
    public static T SpecOf<T>(string text)
        where T : ConfigSpec
        => Assert.IsType<T>(SpecOf(text));

    /// <summary>The same, of whatever family.</summary>
    public static ConfigSpec SpecOf(string text)
    {
        ReadResult result = Read(text);
        Assert.Empty(result.Diagnostics.Select(Format));
        return result.Spec!;
    }

    public static string Format(DiagnosticInfo diagnostic) =>
        diagnostic.ToDiagnostic().ToString();
}
