namespace LrpGen.Generator.Reading.Specs;

/// <summary>What every configuration says, of whatever family.</summary>
/// <param name="ModelType">The family, as in the file: <c>bert</c>, <c>llama</c>, <c>vit</c>, …</param>
/// <param name="Architecture">The class in transformers, for instance <c>BertForSequenceClassification</c>.</param>
/// <param name="Task">What the head of that class is for.</param>
/// <param name="Labels">Names of the outputs by index, all different; none where the outputs are the words of the vocabulary.</param>
/// <param name="ProblemType">
/// Of a classifier of texts or pictures: <c>regression</c>, <c>single_label_classification</c>, <c>multi_label_classification</c>, or null.
/// </param>
/// <param name="Sha256">Of the description with its keys sorted and without white space.</param>
internal sealed record SpecHeader(
    string ModelType, string Architecture, ModelTask Task, EquatableArray<string> Labels, string? ProblemType, string Sha256)
{
    public static SpecHeader Read(ConfigReader config, ModelClass model)
    {
        Labels labels = Specs.Labels.Read(config, model.Task);
        return new SpecHeader(model.ModelType, model.Name, model.Task, labels.Names, labels.ProblemType, CanonicalJson.Sha256(config.Root));
    }
}
