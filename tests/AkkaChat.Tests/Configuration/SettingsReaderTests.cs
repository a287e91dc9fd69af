using AkkaChat.Hocon;
using AkkaChat.Server.Configuration;

namespace AkkaChat.Tests.Configuration;

public sealed class SettingsReaderTests
{
    private static readonly SettingFormat<int> Port = SettingFormats.Integer(0, 65535);

    [Theory]
    [InlineData("s.ports = [1, 2]", 1, 2)]
    [InlineData("s.ports = []")]
    [InlineData("s.ports = 7", 7)]
    [InlineData("s.ports { 1 = 8, 0 = 7 }", 7, 8)]
    public void A_list_may_be_a_single_value(string text, params int[] ports) =>
        Assert.Equal(ports, Reader(text).ReadList("ports", Port));

    [Theory]
    [InlineData("s.ports = [1, x]", "s.ports = x (f, line 1, column 15) must be a whole number from 0 to 65535")]
    [InlineData("s.ports = [[1]]", "s.ports = [ ... ] (f, line 1, column 12) must be a whole number from 0 to 65535")]
    [InlineData("s.ports = [null]", "s.ports = null (f, line 1, column 12) must be a whole number from 0 to 65535")]
    [InlineData("s.ports { a = 1 }", "s.ports = { ... } (f, line 1, column 1) must be a list: [ ... ], each a whole number from 0 to 65535")]
    [InlineData("s.ports {}", "s.ports = { ... } (f, line 1, column 1) must be a list: [ ... ], each a whole number from 0 to 65535")]
    [InlineData("s {}", "s.ports (f, line 1, column 1) has no value: it must be a list: [ ... ], each a whole number from 0 to 65535")]
    public void A_wrong_item_is_reported(string text, string problem)
    {
        var reader = Reader(text);
        reader.ReadList("ports", Port);

        Assert.Equal([problem], Assert.Throws<ConfigurationException>(reader.ThrowIfInvalid).Problems);
    }

    [Fact]
    public void A_secret_is_known_as_one_and_in_no_message()
    {
        var reader = Reader("s { key = hunter2, port = 1 }");
        reader.Read("key", SettingFormats.Integer(0, 1).OrOff() with { IsSecret = true });
        reader.Read("port", Port);

        Assert.Equal(["s.key"], reader.Secrets);
        Assert.Equal(
            ["s.key (f, line 1, column 5) must be off or a whole number from 0 to 1"],
            Assert.Throws<ConfigurationException>(reader.ThrowIfInvalid).Problems);
    }

    [Theory]
    [InlineData("[\"https://a\", b]", "[https://a, b]")]
    [InlineData("https://a", "https://a")]
    [InlineData("[1", null)]
    public void A_single_value_for_a_list_may_be_a_list(string value, string? list)
    {
        var reference = HoconReader.ReadFile("akkachat { web.origins = [], name = \"\" }", "default");
        var root = new HoconSection(reference.Origin);
        void Apply(string key) => new ConfigurationOverride(key, value, "--set").ApplyTo(root, reference);

        Apply("name");
        Assert.Equal(value, Assert.IsType<HoconScalar>(root.Find("akkachat", "name")).Text);
        if (list is null)
        {
            Assert.Equal(
                ["--set web.origins: '[' is never closed: ']' is missing"],
                Assert.Throws<ConfigurationException>(() => Apply("web.origins")).Problems);
            return;
        }

        foreach (var key in new[] { "web.origins", "\"web\".origins", "web.\"origins\"", "\"akkachat\".web.origins" })
        {
            root = new HoconSection(reference.Origin);
            Apply(key);
            Assert.Equal(list, Hocon.HoconTrees.Show(root.Find("akkachat", "web", "origins")));
        }
    }

    private static SettingsReader Reader(string text)
    {
        var root = HoconReader.ReadFile(text, "f");
        return new SettingsReader(root, root, "s");
    }
}
