using AkkaChat.Server.Configuration;
using AkkaChat.Tests.Documents;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Configuration;

public sealed class ConfigurationReloadTests
{
    [Fact]
    public void Nothing_changes_if_the_configuration_is_the_same()
    {
        var current = TestSettings.Load(("web.origins", "[\"https://a.example\"]"), ("password", "secret"));
        var reload = ConfigurationReload.Of(current, TestSettings.Load(("web.origins", "[ \"https://a.example\" ]"), ("password", "secret")));

        Assert.Same(current, reload.Loaded);
        Assert.Empty(reload.Changed);
        Assert.Empty(reload.NeedsRestart);
    }

    [Fact]
    public void Keys_that_can_change_do_and_the_others_stay_and_are_named()
    {
        var current = TestSettings.Load();
        var read = TestSettings.Load(
            ("password", "secret"), ("limits.denied-addresses", "[192.0.2.1, 10.0.0.0/8]"), ("listen.port", "1"), ("akka.loglevel", "INFO"));

        var reload = ConfigurationReload.Of(current, read);

        Assert.Equal(["limits.denied-addresses", "password"], reload.Changed);
        Assert.Equal(["akka.loglevel", "listen.port"], reload.NeedsRestart);
        var settings = reload.Loaded.Settings;
        Assert.NotNull(settings.Connection.Password);
        Assert.Equal(read.Settings.Limits, settings.Limits);
        Assert.Equal(9000, settings.Listen.Port);
    }

    [Fact]
    public void A_key_that_needs_a_restart_is_named_until_it_is_as_it_was_at_the_start()
    {
        var current = TestSettings.Load();
        var first = ConfigurationReload.Of(current, TestSettings.Load(("listen.port", "1"), ("limits.idle-timeout", "1h")));
        var second = ConfigurationReload.Of(first.Loaded, TestSettings.Load(("listen.port", "1")));
        var third = ConfigurationReload.Of(second.Loaded, TestSettings.Load());

        Assert.Equal(["listen.port"], second.NeedsRestart);
        Assert.Equal(["limits.idle-timeout"], second.Changed);
        Assert.Null(second.Loaded.Settings.Connection.IdleTimeout);
        Assert.Empty(third.Changed);
        Assert.Empty(third.NeedsRestart);
    }

    [Fact]
    public void A_list_with_numbered_keys_changes_as_a_whole()
    {
        var files = new TempFolder();
        var current = TestSettings.Load();
        var read = ConfigurationLoader.Load([files.Write("akkachat.web.origins { 0 = \"http://a\" }")], [], _ => null);

        var first = ConfigurationReload.Of(current, read);
        var second = ConfigurationReload.Of(first.Loaded, TestSettings.Load(("web.origins", "[\"http://b\"]")));

        Assert.Equal(["web.origins"], first.Changed);
        Assert.Empty(first.NeedsRestart);
        Assert.Equal(["web.origins"], second.Changed);
        Assert.Empty(second.NeedsRestart);
        Assert.True(second.Loaded.Settings.Web.Origins.Allow("http://b", ""));
        files.Dispose();
    }

    [Fact]
    public void An_entry_that_is_removed_from_a_list_with_numbered_keys_has_no_effect_any_longer()
    {
        using var files = new TempFolder();
        LoadedConfiguration Load(string entries) =>
            ConfigurationLoader.Load([files.Write($"akkachat.web.origins {{ {entries} }}")], [], _ => null);
        var both = Load("0 = \"http://a\", 1 = \"http://b\"");
        var one = Load("0 = \"http://a\"");

        var first = ConfigurationReload.Of(both, one);
        var second = ConfigurationReload.Of(first.Loaded, one);

        Assert.Equal(["web.origins"], first.Changed);
        Assert.False(first.Loaded.Settings.Web.Origins.Allow("http://b", ""));
        Assert.Empty(second.Changed);
    }

    [Fact]
    public void A_root_key_that_serves_substitutions_only_is_no_change_of_its_own()
    {
        using var files = new TempFolder();
        LoadedConfiguration Load(string grace) => ConfigurationLoader.Load(
            [files.Write($"my.grace = {grace}\nakkachat.shutdown.grace = ${{my.grace}}")], [], _ => null);

        var reload = ConfigurationReload.Of(Load("5s"), Load("6s"));

        Assert.Equal(["shutdown.grace"], reload.Changed);
        Assert.Empty(reload.NeedsRestart);
    }

    [Fact]
    public void The_keys_that_can_change_exist() =>
        Assert.Empty(ReloadableKeys.All.Except(ReferenceKey.All.Select(key => key.Path)));
}
