namespace LrpGen.Runtime.Tests.Weights;

/// <summary>A test that needs links, devices or sparse files, which Windows gives only to some.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Needs links, devices or sparse files.";
    }
}
