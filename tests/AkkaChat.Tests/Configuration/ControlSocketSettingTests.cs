using AkkaChat.Server.Configuration;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Configuration;

/// <summary>The path of the control socket is found without what only the server has.</summary>
public sealed class ControlSocketSettingTests : IDisposable
{
    private readonly TempFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("", null)]
    [InlineData("akkachat.control.socket = off", null)]
    [InlineData("akkachat.control.socket = null", null)]
    [InlineData("akkachat { control { socket = /run/a.sock } }", "/run/a.sock")]
    [InlineData("akkachat.control.socket = \"/run/with a space\"", "/run/with a space")]
    [InlineData("akkachat.password = ${NOT_SET_ANYWHERE}", null)]
    [InlineData("akkachat { control.socket = /run/a.sock, password = ${NOT_SET_ANYWHERE} }", "/run/a.sock")]
    [InlineData("folder = /run\nakkachat.control.socket = ${folder}/a.sock", "/run/a.sock")]
    [InlineData("base { control.socket = /run/a.sock }\nakkachat = ${base}", "/run/a.sock")]
    [InlineData("akkachat.control.socket = /run/a.sock\nakkachat.control.socket = ${?NOT_SET_ANYWHERE}", "/run/a.sock")]
    public void The_path_is_that_of_the_server(string text, string? path) =>
        Assert.Equal(path, ControlSocketSetting.Read([_files.Write(text)]));

    [Fact]
    public void A_later_file_overrides_an_earlier_one_and_includes_count()
    {
        var first = _files.Write("akkachat.control.socket = /run/a.sock");
        var second = _files.Write("akkachat.control.socket = /run/b.sock");
        var including = _files.Write($"include \"{second}\"");

        Assert.Equal("/run/b.sock", ControlSocketSetting.Read([first, including]));
        Assert.Equal("/run/a.sock", ControlSocketSetting.Read([second, first]));
        Assert.Null(ControlSocketSetting.Read([]));
    }

    [Theory]
    [InlineData("akkachat.control.socket = \"\"", "must be off or a path")]
    [InlineData("akkachat.control.socket { a = b }", "must be off or a path")]
    [InlineData("akkachat.control.socket = ${NOT_SET_ANYWHERE}", "NOT_SET_ANYWHERE is neither a key nor an environment variable")]
    [InlineData("akkachat {", "'{' is never closed")]
    public void A_value_that_is_not_valid_is_a_problem(string text, string problem) => Assert.Contains(
        problem,
        Assert.Single(Assert.Throws<ConfigurationException>(() => ControlSocketSetting.Read([_files.Write(text)])).Problems),
        StringComparison.Ordinal);
}
