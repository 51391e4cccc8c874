using System.Collections.Immutable;
using LrpGen.Benchmarks.Models;
using LrpGen.Benchmarks.TimedKernels;

namespace LrpGen.Benchmarks.Cases;

/// <summary>The cases, in the order in which all of them run.</summary>
internal static class AllCases
{
    /// <summary>The cases.</summary>
    public static ImmutableArray<ICase> List { get; } =
    [
        new ProductsCase(),
        new XlmrBaseCase(),
        new HateXlmrMiniCase(),
        new TokenizerLoadCase(),
        new TokenizerEncodeCase(),
        new ConvolutionsCase(),
        new NetworkCase("vgg16", "VGG-16", Vgg16.Model, folder => Vgg16.Load(folder), folder => TimedVgg16.Load(folder)),
        new NetworkCase("resnet18", "ResNet-18", Resnet18.Model, folder => Resnet18.Load(folder), folder => TimedResnet18.Load(folder)),
        new NetworkCase("lenet", "LeNet-5", Lenet.Model, folder => Lenet.Load(folder), folder => TimedLenet.Load(folder)),
    ];
}
