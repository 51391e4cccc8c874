namespace LrpGen.Generator.Reading.Specs;

/// <summary>ViT (transformers, <c>models/vit/configuration_vit.py</c>).</summary>
internal static class ViTSpec
{
    public static SpecFamily Family { get; } = new("vit", (config, model) => VisionKeys.Read(config, model, hasDistillationToken: false));
}
