using LrpGen.Generator.Reading;
using LrpGen.Generator.Requests;

namespace LrpGen.Generator.Tests;

public class NamesTests
{
    [Theory]
    [InlineData("/home/me/models/hate-xlmr-mini/config.json", "HateXlmrMini")]
    [InlineData("C:\\models\\bert_base.uncased\\config.json", "BertBaseUncased")]
    [InlineData("/models/Config/CONFIG.JSON", "Config")]
    [InlineData("/models/digits-cnn.lrp.json", "DigitsCnn")]
    [InlineData("/models/digits.json", "Digits")]
    [InlineData("/models/v1.2-b3/config.json", "V1_2B3")]
    [InlineData("/models/3-layers/config.json", "Model3Layers")]
    [InlineData("/models/---/config.json", "Model")]
    [InlineData("/models/größe-für-日本/config.json", "GrößeFür日本")]
    [InlineData("config.json", "Config")]
    [InlineData("/models/class/config.json", "Class")]
    public void A_class_is_named_after_the_folder_or_the_file(string path, string name)
    {
        Assert.Equal(name, ClassNames.FromPath(path));
        Assert.True(ClassNames.IsIdentifier(name));
    }

    [Theory]
    [InlineData("My.App", "My.App")]
    [InlineData("my-app.2d", "my_app._2d")]
    [InlineData("a.namespace", "a._namespace")]
    [InlineData("", "")]
    public void A_root_namespace_is_made_valid(string root, string space) => Assert.Equal(space, ClassNames.ToNamespace(root));

    [Theory]
    [InlineData("/src/app/", "/src/app/models/a/config.json", "models/a/config.json")]
    [InlineData("/src/tests/app/", "/src/tests/app/../../models/./a/config.json", "../../models/a/config.json")]
    [InlineData("/src/app", "/src/models/a/config.json", "../models/a/config.json")]
    [InlineData("C:\\src\\app\\", "C:\\src\\app\\m\\config.json", "m/config.json")]
    [InlineData("C:\\src\\app\\", "D:\\secret\\m\\config.json", "m/config.json")]
    [InlineData("", "/home/me/m/config.json", "m/config.json")]
    [InlineData("/src/app/", "/src/app/config.json", "config.json")]
    public void Paths_in_code_are_relative_to_the_project(string folder, string file, string relative) =>
        Assert.Equal(relative, RelativePath.From(folder, file));

    [Theory]
    [InlineData("num_atention_heads", "num_attention_heads")]
    [InlineData("vocabsize", "vocab_size")]
    [InlineData("hidden_dimension", null)]
    [InlineData("vcoab_size", "vocab_size")]
    [InlineData("", null)]
    public void The_nearest_key_is_found_when_it_is_near(string word, string? nearest) =>
        Assert.Equal(nearest, Nearest.Find(word, ["num_attention_heads", "vocab_size", "hidden_size"]));
}
