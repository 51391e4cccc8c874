using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Tests;

public class EquatableArrayTests
{
    [Fact]
    public void Arrays_with_equal_elements_are_equal()
    {
        EquatableArray<string> one = ["a", "b"];
        EquatableArray<string> two = new[] { "a", "b" }.ToEquatableArray();
        Assert.True(one == two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.True(one != ["b", "a"]);
        Assert.True(one != ["a"]);
    }

    [Fact]
    public void A_default_one_is_empty()
    {
        EquatableArray<string> none = default;
        Assert.True(none.IsEmpty);
        Assert.True(none == []);
        Assert.Empty(none);
    }
}
