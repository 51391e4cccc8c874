using System.Reflection;
using LrpGen.Generator.Names;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Generator.Tests.Names;

public class MemberNamesTests
{
    [Fact]
    public void What_a_generated_class_inherits_is_known()
        => Assert.Empty(new[] { typeof(TextClassifier), typeof(ArrayClassifier) }.SelectMany(NamesOf).Distinct().Except(ReservedNames.Class).Except(ReservedNames.Inherited));

    [Fact]
    public void What_every_object_has_is_known()
        => Assert.Equal(NamesOf(typeof(object)).Distinct().Order(StringComparer.Ordinal), ReservedNames.Object.Order(StringComparer.Ordinal));

    [Fact]
    public void Layers_get_different_names_whatever_the_case_and_whatever_is_made_of_them()
    {
        MemberNames names = new("Tiny");
        string[] layers = [.. new[] { "fc", "FC", "fcA", "fca", "weights", "tensors", "fc.merged", "load-fc", "input", "", "2", "fc\n" }.Select(names.Layer)];
        Assert.Equal(layers.Length, layers.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal("Fc", layers[0]);
        Assert.All(layers, layer => Assert.DoesNotContain(layer, (string[])["Weights", "Tensors", "FcMerged", "LoadFc", "Input"]));
    }

    [Fact]
    public void Ten_thousand_layers_with_one_identifier_are_named_at_once()
    {
        MemberNames names = new("Tiny");
        string[] layers = [.. Enumerable.Range(0, 10_000).Select(i => names.Layer("fc" + new string('!', i % 100)))];
        Assert.Equal("Fc_10000", layers[^1]);
    }

    [Theory]
    [InlineData("Label"), InlineData("AttnLrpTensors"), InlineData("AttnLrpHead"), InlineData("ForwardHead")]
    public void No_member_is_called_like_the_class(string className)
    {
        MemberNames names = new(className);
        string forward = names.Forward("Head");
        string pass = names.Pass("AttnLrp", ["Head"]);
        Assert.DoesNotContain(className, (string[])[forward, pass, pass + "Tensors", pass + "Sinks", pass + "Head", "Relevance" + pass]);
    }

    private static IEnumerable<string> NamesOf(Type type)
        => type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member switch
            {
                MethodBase method => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.IsSpecialName,
                PropertyInfo property => property.GetAccessors(true).Any(accessor => accessor.IsPublic || accessor.IsFamily || accessor.IsFamilyOrAssembly),
                FieldInfo field => field.IsPublic || field.IsFamily,
                _ => false,
            })
            .Select(member => member.Name);
}
