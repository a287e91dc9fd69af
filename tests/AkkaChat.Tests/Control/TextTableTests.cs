using AkkaChat.Server.Control;

namespace AkkaChat.Tests.Control;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_contents_and_numbers_end_together()
    {
        var table = new TextTable(">ID", "NAME", "MUTED");
        table.Add("7", "alice", "");
        table.Add("1000", "Ann Smith", "yes");

        Assert.Equal("  ID  NAME       MUTED\n   7  alice\n1000  Ann Smith  yes\n", $"{table}");
    }

    [Fact]
    public void A_table_without_rows_is_its_headings() => Assert.Equal("A  B\n", $"{new TextTable("A", ">B")}");

    [Theory]
    [InlineData("alice", 5)]
    [InlineData("Zoë", 3)]
    [InlineData("Zoe\u0308", 3)]
    [InlineData("김철수", 6)]
    [InlineData("山田", 4)]
    [InlineData("Иван", 4)]
    [InlineData("שלום", 4)]
    [InlineData("🦊", 2)]
    [InlineData("می\u200cخواهم", 7)]
    [InlineData("ﾊﾝｶｸ", 4)]
    [InlineData("ＡＢ", 4)]
    public void Characters_of_other_scripts_count_with_the_columns_that_they_take(string text, int width) =>
        Assert.Equal(width, DisplayWidth.Of(text));
}
