using System.Text.Json.Nodes;
using CsCheck;
using LrpGen.Runtime;

namespace LrpGen.Images.Tests;

public class ArrayExplanationTests
{
    [Fact]
    public void Json_reads_back_to_an_equal_value()
    {
        ArrayExplanation full = Examples.Row with { Layers = [new("layers.1", [2, 1], [float.NaN, 1e-30f]), new("layers.2", [1], [float.NegativeInfinity])] };
        Assert.Equal(full, ArrayExplanation.FromJson(full.ToJson()));
        Assert.Equal(full.GetHashCode(), ArrayExplanation.FromJson(full.ToJson(indented: true)).GetHashCode());
        Assert.Equal(Examples.Cross, ArrayExplanation.FromJson(Examples.Cross.ToJson()));
        Assert.DoesNotContain('\n', full.ToJson());
    }

    [Fact]
    public void Json_keeps_every_float() => Gen.Float.Array[4].Sample(values =>
    {
        ArrayExplanation explanation = Examples.Image([4], i => values[i], i => -values[i]);
        Assert.Equal(explanation, ArrayExplanation.FromJson(explanation.ToJson()));
    });

    [Fact]
    public void Every_part_counts_in_equality()
    {
        ArrayExplanation row = Examples.Row;
        ArrayExplanation[] others =
        [
            row with { Model = "b" }, row with { Method = "b" }, row with { PredictedLabel = 0 }, row with { Target = new("no", [1, 0], -1.5f, 0) },
            row with { Shape = [3, 1] }, row with { Input = [1, 2, 3] }, row with { Relevance = [1, 2, 3] }, row with { Ledger = null },
            row with { FeatureNames = [] }, row with { FeatureUnits = [] }, row with { Layers = [new("a", [1], [1])] }, row with { Labels = [row.Labels[0]] },
        ];
        Assert.All(others, other => Assert.NotEqual(row, other));
        Assert.Equal(row, row with { Relevance = [.. row.Relevance] });
    }

    [Theory]
    [InlineData("schema", "\"lrpgen.explanation\"", "$: expected schema 'lrpgen.array-explanation'")]
    [InlineData("schemaVersion", "2", "schema version 2 is not known")]
    [InlineData("shape", "[2, 2]", "$.input: the shape needs 4 values, found 3")]
    [InlineData("shape", "[]", "$.shape: [] is not the shape of an array")]
    [InlineData("shape", "[3, 0]", "$.shape[1]: 0 does not lie between 1 and")]
    [InlineData("shape", "[100000, 100000]", "is not the shape of an array")]
    [InlineData("relevance", "[1, 2]", "$.relevance: the shape needs 3 values, found 2")]
    [InlineData("relevance", "[1, 2, \"x\"]", "$.relevance[2]: expected a number")]
    [InlineData("featureNames", "[\"a\"]", "$.featureNames: the shape needs 3 values, found 1")]
    [InlineData("predictedLabel", "7", "$.predictedLabel: 7 does not lie between 0 and 1")]
    [InlineData("layers", "[{\"name\": \"a\", \"shape\": [2], \"relevance\": [1]}]", "$.layers[0].relevance: the shape needs 2 values, found 1")]
    public void What_others_wrote_is_checked(string property, string value, string message)
    {
        JsonNode json = JsonNode.Parse(Examples.Row.ToJson())!;
        json[property] = JsonNode.Parse(value);
        ExplanationFormatException exception = Assert.Throws<ExplanationFormatException>(() => ArrayExplanation.FromJson(json.ToJsonString()));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_all_named()
    {
        ArrayExplanation wrong = Examples.Row with { Shape = [2, 2], FeatureNames = ["a"], PredictedLabel = 2, Layers = [new("inner", [5], [1])] };
        string message = Assert.Throws<InvalidOperationException>(wrong.EnsureConsistent).Message;
        Assert.Contains("Input of shape [2, 2] needs 4 values, found 3", message, StringComparison.Ordinal);
        Assert.Contains("inner of shape [5] needs 5 values, found 1", message, StringComparison.Ordinal);
        Assert.Contains("PredictedLabel is 2, but there are 2 labels", message, StringComparison.Ordinal);
        Assert.Contains("FeatureNames holds 1 texts", message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => wrong.ToJson());
        Assert.Throws<InvalidOperationException>(() => wrong.ToTableHtml());
        Assert.Throws<InvalidOperationException>(() => wrong.ToTableAnsi());
    }

    [Fact]
    public void Csv_has_a_row_for_each_element_and_its_rank()
    {
        Assert.Equal(
            "index,name,unit,value,relevance,rank\n0,radius,mm,17.25,0.25,3\n1,texture,,-0.004,-1.5,1\n2,area,µm²,1200000,0.75,2\n",
            Examples.Row.ToCsv());
        string hostile = (Examples.Row with { FeatureNames = ["=1+1", "a,\"b\"", "c"] }).ToCsv(forSpreadsheet: true);
        Assert.Contains("0,'=1+1,", hostile, StringComparison.Ordinal);
        Assert.Contains("1,\"a,\"\"b\"\"\",", hostile, StringComparison.Ordinal);
        Assert.Contains("\n8,\"[0, 1, 2]\",,1,0.04,", Examples.Cross.ToCsv(), StringComparison.Ordinal);
    }

    [Fact]
    public void Relevance_that_is_not_a_number_ranks_last()
    {
        ArrayExplanation odd = Examples.Row with { Relevance = [float.NaN, 1, -2] };
        Assert.Equal([2, 1, 0], odd.Ranking.ToArray());
        Assert.Equal(1, odd.NonFiniteCount);
    }

    [Fact]
    public void A_cohort_is_ranked_by_the_mean_magnitude()
    {
        ArrayExplanation first = Examples.Row with { Relevance = [1, -2, 0] }, second = Examples.Row with { Relevance = [-1, -1, 0.5f] };
        ArrayExplanation odd = Examples.Row with { Relevance = [float.NaN, 9, 9] };
        FeatureRanking ranking = FeatureRanking.Of([first, odd, second]);
        Assert.Equal((2, 1), (ranking.Rows, ranking.RowsLeftOut));
        Assert.Equal(
            [
                new(1, "texture", 1.5, -1.5, 0, 1),
                new(0, "radius", 1, 0, 0.5, 0.5),
                new(2, "area", 0.25, 0.25, 0.5, 0),
            ],
            ranking.Features.ToArray());
        Assert.Equal(ranking, FeatureRanking.Of([first, odd, second]));
        Assert.StartsWith("rank,index,name,meanMagnitude,mean,positiveShare,negativeShare\n1,1,texture,1.5,-1.5,0,1\n", ranking.ToCsv(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FeatureRanking.Of([]));
        Assert.Throws<ArgumentException>(() => FeatureRanking.Of([first, Examples.Cross]));
    }
}
