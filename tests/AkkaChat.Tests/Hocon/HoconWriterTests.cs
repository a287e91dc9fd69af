using AkkaChat.Hocon;
using Config = Akka.Configuration.Config;
using ConfigurationFactory = Akka.Configuration.ConfigurationFactory;

namespace AkkaChat.Tests.Hocon;

public sealed class HoconWriterTests
{
    [Theory]
    [InlineData("", "plain text", "größe € 😀", "akka.tcp://chat@host:9000/user")]
    [InlineData("say \"hello\"", "\"\"\"", "C:\\temp\\new", "\\", "ends with \\\"", "\\u0041")]
    [InlineData("two\nlines", "two\r\nlines", "a\0\a\t\u001b[31m\u007f\u0085z")]
    [InlineData("a = b, c : { d } [ e ]", "x # no // comment", "${x} ${?y}")]
    public void Akka_reads_a_text_as_it_was_written(params string[] texts) => Assert.All(texts, text =>
    {
        var config = Reread(["outer", "inner"], text);

        Assert.Equal(text, config.GetString("outer.inner"));
    });

    [Theory]
    [InlineData("a.b", "/user/*", "with space", "a:b = \"c\"")]
    public void Akka_reads_a_key_as_it_was_written(params string[] keys) => Assert.All(keys, key =>
    {
        var config = Reread(["outer", key], "x");

        Assert.Equal("x", config.GetConfig("outer").Root.GetObject().GetKey(key).GetString());
    });

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
    public void A_null_in_a_list_is_written() =>
        Assert.Equal("\"a\" : [\"1\", null]\n", HoconWriter.Write(HoconTrees.Read("a = [1, null]")));

    [Theory]
    [InlineData("max-length_1", "max-length_1")]
    [InlineData("a.b", "\"a.b\"")]
    [InlineData("", "\"\"")]
    [InlineData("größe", "\"größe\"")]
    public void A_key_is_in_quotes_unless_it_is_a_plain_word(string key, string written) =>
        Assert.Equal(written, HoconWriter.Key(key));

    [Fact]
    public void Control_characters_are_escaped() =>
        Assert.Equal("\"\\u000a\\u0000\\u009b\"", HoconWriter.Quote("\n\0\u009b"));

    [Theory]
    [InlineData("a = ${b}")]
    [InlineData("a = [1] [2]")]
    public void An_unresolved_value_cannot_be_written(string text) =>
        Assert.Throws<ArgumentException>(() => HoconWriter.Write(HoconTrees.Read(text)));

    /// <summary>Akka's configuration from a written tree with a single value.</summary>
    private static Config Reread(string[] path, string text)
    {
        var root = new HoconSection(new Origin("test", 0));
        root.Set(path, new HoconScalar(text, root.Origin));
        return ConfigurationFactory.ParseString(HoconWriter.Write(root));
    }
}
