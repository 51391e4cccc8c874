using LrpGen.Generator.Architectures;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Generator.Rules;
using static LrpGen.Generator.Emit.ModelParts;

namespace LrpGen.Generator.Emit;

/// <summary>What the file of an encoder says.</summary>
internal static class EncoderFacts
{
    public static ModelFacts Of(ModelRequest request, EncoderSpec spec, EquatableArray<Method> methods, ModelProgram program)
    {
        List<Pass> passes = [.. program.Passes.Select(p => p.Pass)];
        return new ModelFacts
        {
            Title = $"{spec.Architecture}, {spec.NumHiddenLayers} layers of {spec.HiddenSize} columns, {spec.NumAttentionHeads} heads",
            Architecture = spec.Architecture,
            Sha256 = spec.Sha256,
            HashedWithout = "white space",
            Summary = $"{spec.Architecture}: predicts {string.Join(", ", spec.Labels)} and explains why, by {string.Join(", ", methods.Select(m => m.Name))}.",
            Remarks =
            [
                "Relevance is sent back from a logit through every layer to the word embeddings (Bach et al. 2015; AttnLRP: Achtibat et",
                "al. 2024; CP-LRP: Ali et al. 2022). The object is immutable and serves many threads at once.",
            ],
            Seen = UnreadSpec.Of(spec, request.Methods),
            ProblemType = spec.ProblemType ?? (spec.Labels.Count == 1 ? "regression" : string.Empty),
            Input = ("Tokens", "TokenInput"),
            InputProperties =
            [
                $"MaxTokens = {Text(Architecture.MaxTokens(spec))}",
                $"VocabularySize = {Text(spec.VocabSize)}",
                $"PaddingId = {Text(spec.PadTokenId)}",
                $"TokenTypes = {Text(spec.TypeVocabSize)}",
                $"EmbeddingSize = {Text(spec.EmbeddingSize)}",
                $"HiddenSize = {Text(spec.HiddenSize)}",
                $"EncoderLayers = {Text(spec.NumHiddenLayers)}",
                $"Heads = {Text(spec.NumAttentionHeads)}",
                $"KeepsAllRows = {(request.KeepAllRows ? "true" : "false")}",
            ],
            Heads = spec.NumAttentionHeads,
            OutputShape = [spec.Labels.Count],
            Methods = methods.Select(m => new MethodFacts(m.Name, passes.IndexOf(m.Pass), m.Reading, [])).ToEquatableArray(),
        };
    }
}
