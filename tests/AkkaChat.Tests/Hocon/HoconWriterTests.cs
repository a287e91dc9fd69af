using AkkaChat.Hocon;
using ConfigurationFactory = Akka.Configuration.ConfigurationFactory;

namespace AkkaChat.Tests.Hocon;

public sealed class HoconWriterTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("say \"hello\"")]
    [InlineData("\"\"\"")]
    [InlineData("C:\\temp\\new")]
    [InlineData("\\")]
    [InlineData("ends with \\\"")]
    [InlineData("\\u0041")]
    [InlineData("two\nlines")]
    [InlineData("two\r\nlines")]
    [InlineData("a\0\a\t\u001b[31m\u007f\u0085z")]
    [InlineData("akka.tcp://chat@host:9000/user")]
    [InlineData("a = b, c : { d } [ e ]")]
    [InlineData("x # no // comment")]
    [InlineData("${x} ${?y}")]
    [InlineData("größe € 😀")]
    public void Akka_reads_a_text_as_it_was_written(string text)
    {
        var root = new HoconSection(new Origin("test", 0));
        root.Set(["first"], new HoconScalar(text, root.Origin));
        root.Set(["outer", "inner"], new HoconScalar(text, root.Origin));

        var config = ConfigurationFactory.ParseString(HoconWriter.Write(root));

        Assert.Equal(text, config.GetString("first"));
        Assert.Equal(text, config.GetString("outer.inner"));
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("/user/*")]
    [InlineData("with space")]
    [InlineData("a:b = \"c\"")]
    public void Akka_reads_a_key_as_it_was_written(string key)
    {
        var root = new HoconSection(new Origin("test", 0));
        root.Set(["outer", key], new HoconScalar("x", root.Origin));

        var config = ConfigurationFactory.ParseString(HoconWriter.Write(root));

        Assert.Equal("x", config.GetConfig("outer").Root.GetObject().GetKey(key).GetString());
    }

    [Fact]
    public void Akka_reads_sections_and_lists()
    {
        var config = ConfigurationFactory.ParseString(HoconWriter.Write(HoconTrees.Read("""
            section { size = 16k, time = 5 s, switch = off, number = 7 }
            list = ["a,b", "]", ""]
            empty {}
            last = end
            """)));

        Assert.Equal(16 * 1024, config.GetByteSize("section.size"));
        Assert.Equal(TimeSpan.FromSeconds(5), config.GetTimeSpan("section.time"));
        Assert.False(config.GetBoolean("section.switch", true));
        Assert.Equal(7, config.GetInt("section.number"));
        Assert.Equal(["a,b", "]", ""], config.GetStringList("list"));
        Assert.Equal("end", config.GetString("last"));
    }

    [Fact]
    public void Keys_and_values_are_written_in_quotes() =>
        Assert.Equal(
            """
            "a" : "1"
            "b" : {
            "c" : ["x", {
            "d" : "y"
            }]
            }

            """,
            HoconWriter.Write(HoconTrees.Read("a = 1, b.c = [x, { d = y }]")));

    [Fact]
    public void Control_characters_are_escaped() =>
        Assert.Equal("\"\\u000a\\u0000\\u009b\"", HoconWriter.Quote("\n\0\u009b"));

    [Theory]
    [InlineData("a = ${b}")]
    [InlineData("a = null")]
    public void An_unresolved_value_cannot_be_written(string text) =>
        Assert.Throws<ArgumentException>(() => HoconWriter.Write(HoconTrees.Read(text)));
}
