using System.Globalization;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Tests;

public class GoldenConfigTests
{
    public static TheoryData<string> Configs
    {
        get
        {
            TheoryData<string> data = [];
            foreach (string file in Directory.GetFiles(Repository.PathOf("tests", "golden"), "config*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                string text = File.ReadAllText(file);
                if (ModelClass.All.Any(known => text.Contains($"\"{known.Name}\"", StringComparison.Ordinal)))
                    data.Add(Path.GetRelativePath(Repository.Root, file));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Configs))]
    public void Every_golden_config_is_read_without_a_word(string file)
    {
        ReadResult result = SpecReader.Read(file, Repository.Read(file));
        Assert.Empty(result.Diagnostics.Select(Descriptions.Format));
        Assert.NotNull(result.Spec);
    }

    [Fact]
    public void The_model_that_ships_is_read_in_full()
    {
        EncoderSpec spec = Descriptions.Spec(Repository.Read("models", "hate-xlmr-mini", "config.json"));
        EncoderSpec expected = new(
            new SpecHeader(
                "xlm-roberta", "XLMRobertaForSequenceClassification", ModelTask.SequenceClassification, ["not-hate", "hate"], "single_label_classification", spec.Sha256),
            VocabSize: 8002, EmbeddingSize: 128, HiddenSize: 128, NumHiddenLayers: 4,
            NumAttentionHeads: 4, IntermediateSize: 512, MaxPositionEmbeddings: 130, TypeVocabSize: 1, PadTokenId: 1, HiddenAct: "gelu",
            LayerNormEps: "1e-05", TieWordEmbeddings: true);
        Assert.Equal(expected, spec);
        Assert.Matches("^[0-9a-f]{64}$", spec.Sha256);
    }

    [Fact]
    public void ELECTRA_has_an_embedding_size_of_its_own()
    {
        EncoderSpec spec = Descriptions.Spec(Repository.Read("tests", "golden", "electra-seqcls", "config.json"));
        Assert.Equal((16, 32), (spec.EmbeddingSize, spec.HiddenSize));
    }

    [Theory]
    [InlineData("fi-FI"), InlineData("tr-TR"), InlineData("hi-IN"), InlineData("")]
    public void The_culture_of_the_machine_changes_nothing(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            string text = Repository.Read("tests", "golden", "distilbert-seqcls", "config.json").Replace("\"pad_token_id\": 0", "\"pad_token_id\": -1", StringComparison.Ordinal);
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            string expected = Descriptions.Read(text).Diagnostics.ToString();
            // As hi-IN with all of ICU's data may: numbers of one's own script and another sign.
            CultureInfo.CurrentCulture = new CultureInfo(culture) { NumberFormat = { NegativeSign = "−", NumberDecimalSeparator = "," } };
            Assert.Equal(expected, Descriptions.Read(text).Diagnostics.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
