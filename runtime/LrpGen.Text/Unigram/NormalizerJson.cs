using System.Collections.Immutable;

namespace LrpGen.Text.Unigram;

/// <summary>Reads <c>normalizer</c> of tokenizer.json.</summary>
internal static class NormalizerJson
{
    internal static ImmutableArray<INormalizationStep> Read(JsonPlace normalizer)
    {
        if (normalizer.IsNull) return [];
        if (normalizer["type"].Text() != "Sequence") return ReadStep(normalizer) is { } only ? [only] : [];

        normalizer.Allow("type", "normalizers");
        var steps = ImmutableArray.CreateBuilder<INormalizationStep>();
        foreach (JsonPlace entry in normalizer["normalizers"].Elements())
        {
            if (ReadStep(entry) is { } step) steps.Add(step);
        }

        return steps.ToImmutable();
    }

    private static INormalizationStep? ReadStep(JsonPlace step)
    {
        JsonPlace type = step["type"];
        switch (type.Text())
        {
            case "Precompiled":
                step.Allow("type", "precompiled_charsmap");
                return ReadCharsmap(step.Optional("precompiled_charsmap"));
            case "Strip":
                step.Allow("type", "strip_left", "strip_right");
                return new StripStep(step["strip_left"].Flag(), step["strip_right"].Flag());
            case "Replace":
                step.Allow("type", "pattern", "content");
                step["pattern"].Allow("Regex");
                JsonPlace regex = step["pattern"]["Regex"];
                if (regex.Text() != BlankRunsStep.Pattern)
                {
                    throw regex.Error($"'{regex.Text()}' is not supported, needed '{BlankRunsStep.Pattern}'");
                }

                return new BlankRunsStep(step["content"].Text());
            default:
                throw type.Error($"'{type.Text()}' is not supported, known are Precompiled, Strip, Replace and a Sequence of them");
        }
    }

    private static GraphemeCharsmap? ReadCharsmap(JsonPlace charsmap)
    {
        // A model without normalisation has an empty map.
        if (charsmap.IsNull || charsmap.Text().Length == 0) return null;

        return charsmap.Value.TryGetBytesFromBase64(out byte[]? bytes)
            ? new GraphemeCharsmap(CharsmapReader.Read(bytes, charsmap.Place))
            : throw charsmap.Error("the text is not base64");
    }
}
