namespace LrpGen.Generator.Reading.Specs;

/// <summary>
/// DeiT (transformers, <c>models/deit/configuration_deit.py</c>). The distillation token is there whether or not the class has the
/// second head that reads it.
/// </summary>
internal static class DeiTSpec
{
    public static SpecFamily Family { get; } = new("deit", (config, model) => VisionKeys.Read(config, model, hasDistillationToken: true));
}
