using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
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
    [InlineData("/models/---/config.json", "ModelModel")]
    [InlineData("/models/größe-für-日本/config.json", "GrößeFür日本")]
    [InlineData("config.json", "Config")]
    [InlineData("/models/class/config.json", "Class")]
    [InlineData("/models/model/config.json", "ModelModel")]
    [InlineData("/models/label/config.json", "LabelModel")]
    [InlineData("/models/हिन्दी मॉडल/config.json", "हिन्दीमॉडल")]
    public void A_class_is_named_after_the_folder_or_the_file(string path, string name)
    {
        Assert.Equal(name, ClassNames.FromPath(path));
        Assert.True(ClassNames.IsClass(name));
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
    [InlineData("vocab_size2", null)]
    public void The_nearest_key_is_found_when_it_is_near(string word, string? nearest) =>
        Assert.Equal(nearest, Nearest.Find(word, ["num_attention_heads", "vocab_size", "hidden_size"]));

    [Theory]
    [InlineData("rrelu"), InlineData("conv4d"), InlineData("selu"), InlineData("crelu"), InlineData("relu2"), InlineData("celu"), InlineData("mish"), InlineData("max_pool"), InlineData("telu")]
    [InlineData("hard_tanh"), InlineData("log_softmax"), InlineData("swish"), InlineData("div"), InlineData("sub"), InlineData("adapt_avg_pool4d")]
    public void Another_operator_is_no_misspelling(string word) => Assert.Null(Nearest.Find(word, LayerOps.All.Select(op => op.Name)));

    [Theory]
    [InlineData("bart"), InlineData("albert"), InlineData("deberta"), InlineData("mbert"), InlineData("camembert"), InlineData("mpnet"), InlineData("deberta-v2"), InlineData("flaubert")]
    public void Another_model_type_is_no_misspelling(string word) => Assert.Null(Nearest.Find(word, ["bert", "roberta", "xlm-roberta", "distilbert", "electra"]));

    [Theory]
    [InlineData("rleu", "relu"), InlineData("reluu", "relu"), InlineData("hardswish", "hard_swish"), InlineData("con2vd", "conv2d"), InlineData("Conv2D", "conv2d")]
    [InlineData("batchnorm", "batch_norm"), InlineData("flaten", "flatten"), InlineData("sigmiod", "sigmoid"), InlineData("leakyrelu", "leaky_relu"), InlineData("adaptive_avgpool_2d", "adaptive_avg_pool2d")]
    public void A_misspelled_operator_is_found(string word, string meant) => Assert.Equal(meant, Nearest.Find(word, LayerOps.All.Select(op => op.Name)));

    [Fact]
    public void A_word_that_could_be_two_is_none_of_them() => Assert.Null(Nearest.Find("layerx", ["layera", "layerb"]));
}
