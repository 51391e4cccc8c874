using System.Collections.Immutable;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>What makes a checkpoint look like another network's, and what does not.</summary>
public sealed class UnusedTensorsTests
{
    [Theory]
    [InlineData("bert.encoder.layer.1.attention.self.query.weight", true)]
    [InlineData("bert2.encoder.layer.2.attention.self.query.weight", true)]
    [InlineData("BERT.encoder.layer.2.attention.self.query.weight", true)]
    [InlineData("teacher.model.encoder.layer.0.attention.self.query.weight", true)]
    [InlineData("bert.encoder.layer.0.adapter.weight", true)]
    [InlineData("other.classifier.weight", false)]
    [InlineData("statistics.count", false)]
    public void One_more_layer_is_told_by_its_name_under_any_prefix(string name, bool isSuspect)
        => Assert.Equal(isSuspect ? [name] : [], UnusedTensors.Of(new Plan(), [name]).Suspect.ToArray());

    private sealed class Plan : IWeightPlan
    {
        public string Name => "Plan";

        public string Architecture => "BertForSequenceClassification";

        public string WeightPlan => "";

        public ImmutableArray<WeightDescription> Weights => [new("bert.encoder.layer.0.attention.self.query.weight", 4, 4), new("classifier.weight", 2, 4)];
    }
}
