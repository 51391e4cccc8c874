using LrpGen.Testing;
using PublicApiGenerator;

namespace LrpGen.Packaging.Tests;

/// <summary>What the packages show is written down, so that every change of it is seen in the commit that makes it.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(Runtime.TextExplanation))]
    [InlineData(typeof(Text.TextClassifier))]
    [InlineData(typeof(Images.ImageInput))]
    public void The_public_api_is_as_recorded(Type type)
    {
        string api = type.Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false });
        Snapshot.VerifyFile(api, Path.Combine(PackageFeed.Repository, "tests", "LrpGen.Packaging.Tests", "PublicApi", type.Assembly.GetName().Name + ".txt"));
    }
}
