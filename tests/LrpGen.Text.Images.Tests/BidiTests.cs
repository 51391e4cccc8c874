namespace LrpGen.Text.Images.Tests;

public class BidiTests
{
    [Theory]
    [InlineData("abc", false, "abc")]
    [InlineData("אבג", true, "גבא")]
    [InlineData("abc אבג def", false, "abc גבא def")]
    [InlineData("abc אבג דהו def", false, "abc והד גבא def")]
    [InlineData("אבג abc 123 דהו", true, "והד abc 123 גבא")]
    [InlineData("אבג 123 דהו", false, "והד 123 גבא")]
    [InlineData("אבג 12.5% דהו", true, "והד 12.5% גבא")]
    [InlineData("ابج 12.5 دهو", true, "وهد 12.5 جبا")]
    [InlineData("אבג, abc! דהו", true, "והד !abc ,גבא")]
    [InlineData("abc (אבג) def", false, "abc (גבא) def")]
    [InlineData("tel: 12-34", true, "tel: 12-34")]
    [InlineData("אבג +1-2", true, "1-2+ גבא")]
    public void Text_stands_in_the_order_of_UAX_9(string logical, bool rightToLeft, string visual)
    {
        byte[] levels = BidiLevels.Of(logical, rightToLeft);
        Assert.Equal(visual, string.Concat(BidiLevels.VisualOrder(levels).Select(at => logical[at])));
    }
}
