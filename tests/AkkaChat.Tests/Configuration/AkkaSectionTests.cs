using AkkaChat.Server.Configuration;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Configuration;

/// <summary>Settings of Akka that have no effect, and those by which the server would fail later.</summary>
public sealed class AkkaSectionTests : IDisposable
{
    private const string Node = "akkachat.cluster { enabled = on, host = 127.0.0.1, seeds = [\"127.0.0.1:9200\"] }";

    private readonly TempFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("akka.log-level = INFO", "akka.log-level", "akka.loglevel")]
    [InlineData("akka.io.tcp.maximum-frame-siz = 1k", "akka.io.tcp.maximum-frame-siz", "akka.io.tcp.maximum-frame-size")]
    [InlineData("akka.io.tpc.trace-logging = on", "akka.io.tpc", "akka.io.tcp")]
    [InlineData("akka.actor.default-dispacher.throughput = 5", "akka.actor.default-dispacher", "akka.actor.default-dispatcher")]
    [InlineData("akka.actor.default-dispatcher.troughput = 5", "akka.actor.default-dispatcher.troughput", "akka.actor.default-dispatcher.throughput")]
    [InlineData("akka.actor.mine.troughput = 5, akka.actor.mine.executor = x", "akka.actor.mine.troughput", "akka.actor.mine.throughput")]
    [InlineData("akka.actor.debug.unhandeld = on", "akka.actor.debug.unhandeld", "akka.actor.debug.unhandled")]
    [InlineData("akka.coordinated-shutdown.phases.service-stp.timeout = 1s", "akka.coordinated-shutdown.phases.service-stp", "akka.coordinated-shutdown.phases.service-stop")]
    [InlineData("akka.coordinated-shutdown.phases.service-stop.timout = 1s", "akka.coordinated-shutdown.phases.service-stop.timout", "akka.coordinated-shutdown.phases.service-stop.timeout")]
    [InlineData("akka.\"io.tcp\" { trace-logging = on }", "akka.\"io.tcp\"", "akka.io.tcp")]
    [InlineData("akka { akkachat { listen.port = 1 } }", "akka.akkachat", "akkachat", 8)]
    [InlineData("akka.log-level = null", "akka.log-level", "akka.loglevel")]
    [InlineData("akka.io.tpc = ${akka.io.tcp}", "akka.io.tpc", "akka.io.tcp")]
    [InlineData("akka.remote.port = 1", "akka.remote", null)]
    [InlineData("akka.io.tcp.max-received-message-size = 1k", "akka.io.tcp.max-received-message-size", null)]
    public void A_key_that_Akka_does_not_list_is_a_warning(string text, string key, string? meant, int column = 1) =>
        Assert.Equal(
            [
                $"{key} (FILE, line 1, column {column}) is not a key that Akka's reference configuration lists; it may have no effect"
                + (meant is null ? "" : $". Did you mean {meant}?"),
            ],
            WarningsOf(text));

    [Theory]
    [InlineData("")]
    [InlineData("akka.io.tcp { write-commands-queue-max-size = 5000000, batch-accept-limit = 9, direct-buffer-pool.buffer-size = 1 }")]
    [InlineData("akka.actor.mine { type = Dispatcher, executor = x, throughput = 5, dedicated-thread-pool.thread-count = 2, priority = low }")]
    [InlineData("akka.actor.default-dispatcher { priority = low, fork-join-executor.parallelism-max = 4, channel-executor.priority = high }")]
    [InlineData("akka.actor.mine = null, akka.x = ${?NOPE}")]
    [InlineData("akka.actor.deployment { \"/x\" { anything = 1 } }")]
    [InlineData("akka.actor.serializers.bson = x, akka.actor.serialization-bindings { \"System.String\" = bson }")]
    [InlineData("akka.actor.mailbox.mine { mailbox-type = x, mailbox-capacity = 5 }")]
    [InlineData("akka.actor.router.type-mapping.my-pool = x")]
    [InlineData("akka { log-dead-letters = off, extensions = [\"x, y\"], io.tcp.batch-accept-limit = scale-to-cpus }")]
    [InlineData("akka.coordinated-shutdown.phases { mine { depends-on = [service-stop], timeout = 1s, recover = off, enabled = on } }")]
    [InlineData("akka.my-dispatcher { type = PinnedDispatcher }, akka.loggers-dispatcher = akka.my-dispatcher")]
    public void Keys_that_Akka_lists_or_leaves_to_the_user_are_no_warnings(string text) => Assert.Empty(WarningsOf(text));

    [Theory]
    [InlineData("akka.cluster { log-info = off, seed-node-timeout = 5s, split-brain-resolver.keep-majority.role = x }")]
    [InlineData("akka.cluster.singleton.hand-over-retry-interval = 2s")]
    [InlineData("akka.remote { log-remote-lifecycle-events = off, dot-netty.tcp.backlog = 100 }")]
    public void Keys_that_Akka_lists_for_a_cluster_are_no_warnings_on_a_node(string text) => Assert.Empty(WarningsOf($"{text}\n{Node}"));

    [Fact]
    public void A_key_that_Akka_does_not_list_for_a_cluster_is_a_warning_with_the_similar_one() =>
        Assert.EndsWith("Did you mean akka.cluster.gossip-interval?", Assert.Single(WarningsOf($"akka.cluster.gosip-interval = 1s\n{Node}")), StringComparison.Ordinal);

    [Theory]
    [InlineData("loggers = [x]", "loggers")]
    [InlineData("stdout-logger-class = x", "stdout-logger-class")]
    [InlineData("coordinated-shutdown.default-phase-timeout = 1s", "coordinated-shutdown.default-phase-timeout")]
    public void A_key_that_the_server_sets_itself_is_a_warning(string text, string key) =>
        Assert.Equal([$"akka.{key} (FILE, line 1, column 1) has no effect: the server sets it itself"], WarningsOf($"akka.{text}"));

    [Theory]
    [InlineData("cluster.seed-nodes = [x]", "cluster.seed-nodes")]
    [InlineData("cluster.split-brain-resolver.active-strategy = keep-oldest", "cluster.split-brain-resolver.active-strategy")]
    [InlineData("cluster.failure-detector = 5s", "cluster.failure-detector")]
    [InlineData("remote.dot-netty.tcp.port = 1", "remote.dot-netty.tcp.port")]
    [InlineData("remote.dot-netty.tcp.ssl { suppress-validation = on }", "remote.dot-netty.tcp.ssl")]
    [InlineData("actor.provider = remote", "actor.provider")]
    [InlineData("actor.serializers.json = x", "actor.serializers.json")]
    [InlineData("coordinated-shutdown.phases.cluster-leave.timeout = 1s", "coordinated-shutdown.phases.cluster-leave.timeout")]
    [InlineData("coordinated-shutdown.phases.before-service-unbind.depends-on = [x]", "coordinated-shutdown.phases.before-service-unbind.depends-on")]
    public void A_key_that_only_a_node_sets_itself_is_a_warning_on_a_node(string text, string key)
    {
        Assert.Equal([$"akka.{key} (FILE, line 1, column 1) has no effect: the server sets it itself"], WarningsOf($"akka.{text}\n{Node}"));
        Assert.All(WarningsOf($"akka.{text}"), warning => Assert.DoesNotContain("the server sets it itself", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("akka.extensions = \"x, y\"", "akka.extensions", "x, y")]
    [InlineData("akka.extensions { 1 = y, 0 = x }", "akka.extensions", "x", "y")]
    [InlineData("akka.coordinated-shutdown.phases.service-stop.depends-on = x", "akka.coordinated-shutdown.phases.service-stop.depends-on", "x")]
    [InlineData("akka.coordinated-shutdown.phases.mine.depends-on = x", "akka.coordinated-shutdown.phases.mine.depends-on", "x")]
    [InlineData("akka.coordinated-shutdown.phases.before-service-unbind.depends-on = x", "akka.coordinated-shutdown.phases.before-service-unbind.depends-on", "x")]
    [InlineData("akka.actor.deployment { \"/x\" { router = round-robin-group, routees.paths = /user/y } }", "akka.actor.deployment.\"/x\".routees.paths", "/user/y")]
    [InlineData("akka.cluster.roles = x\n" + Node, "akka.cluster.roles", "x")]
    public void A_text_or_a_section_with_numbers_is_a_list_where_Akka_has_one(string text, string key, params string[] items) =>
        Assert.Equal(items, ConfigurationLoader.Load([_files.Write(text)], [], _ => null).Hocon.GetStringList(key));

    [Fact]
    public void An_include_that_finds_no_file_is_a_warning() =>
        Assert.Equal(["FILE, line 1, column 9: there is no file 'none.hocon' to include"], WarningsOf("include \"none.hocon\""));

    [Theory]
    [InlineData("io.tcp.maximum-frame-size", "a size from 1 byte to 1 GiB", "0", "-1", "x", "2 GiB", "")]
    [InlineData("io.tcp.register-timeout", "a finite time", "infinite", "x", "-1s")]
    [InlineData("io.tcp.write-commands-queue-max-size", "-1 for no limit, or at least akkachat.limits.max-pending, 4194304", "0", "4194303", "64k", "-2")]
    [InlineData("io.tcp.trace-logging", "on or off", "maybe", "")]
    [InlineData("io.tcp", "a section: { ... }", "off", "[1]")]
    [InlineData("actor", "a section: { ... }", "off")]
    [InlineData("actor.serialize-messages", "off: the server's messages cannot be serialized", "on")]
    [InlineData("log-config-on-start", "off: the log would contain secrets; --print-config prints the rest", "on", "true")]
    [InlineData("actor.default-mailbox.mailbox-type", "an unbounded mailbox", "Akka.Dispatch.BoundedMailbox")]
    [InlineData("actor.room-dispatcher.priority", "normal or low", "high", "")]
    [InlineData("actor.deployment.\"/room\".router", "from-code: there must be one of it", "round-robin-pool")]
    [InlineData("scheduler.tick-duration", "a time of at most 1s: no timeout is more exact", "2s", "x", "{ a = 1 }")]
    [InlineData("scheduler.ticks-per-wheel", "a whole number from 1 to 65536", "0", "65537", "1000000000")]
    [InlineData("coordinated-shutdown.run-by-clr-shutdown-hook", "off: the .NET host handles the signals", "on")]
    [InlineData("actor.deployment.\"/x\".router", "a router that Akka has, without further modules", "cluster-metrics-adaptive-group")]
    [InlineData("actor.deployment.\"\"", "a section whose key is the path of an actor, such as \"/x\"", "{ }")]
    [InlineData("actor.deployment.x", "a section whose key is the path of an actor, such as \"/x\"", "{ router = from-code }")]
    [InlineData("actor.deployment.\"/x\"", "a section whose key is the path of an actor, such as \"/x\"", "5", "[1]")]
    [InlineData("coordinated-shutdown.default-phase-timeout", "a time, such as 500ms or 10s", "x", "{ a = 1 }")]
    [InlineData("loglevel", "a value, not a section", "{ a = 1 }")]
    [InlineData("extensions", "a list: [ ... ]", "{ a = x }", "{}")]
    public void A_value_by_which_the_server_would_fail_is_refused(string key, string allowed, params string[] values) => Assert.All(
        values,
        value => Assert.Equal(
            [$"akka.{key} = {(value is ['{' or '[', ..] ? $"{value[0]} ... {value[^1]}" : value)} (--set) must be {allowed}"],
            Assert.Throws<ConfigurationException>(() => TestSettingsOf(key, value)).Problems));

    [Theory]
    [InlineData("io.tcp.maximum-frame-size", "1", "4k", "1g")]
    [InlineData("io.tcp.register-timeout", "5000", "1 second")]
    [InlineData("io.tcp.write-commands-queue-max-size", "-1", "4194304")]
    [InlineData("io.tcp.trace-logging", "on", "false", "yes")]
    [InlineData("actor.default-mailbox.mailbox-type", "Akka.Dispatch.UnboundedMailbox")]
    [InlineData("actor.deployment.\"/room\".router", "from-code")]
    [InlineData("actor.deployment.\"/x\".router", "round-robin-pool", "of-my-own")]
    [InlineData("scheduler.tick-duration", "10ms", "1s")]
    [InlineData("coordinated-shutdown.default-phase-timeout", "infinite", "3s")]
    [InlineData("log-dead-letters", "off", "5")]
    [InlineData("extensions", "[]", "[x]")]
    [InlineData("home", "", "x")]
    public void Values_that_Akka_takes_are_taken(string key, params string[] values) =>
        Assert.All(values, value => Assert.NotNull(TestSettingsOf(key, value)));

    [Theory]
    [InlineData("{a:", "}", 201)]
    [InlineData("[", "]", 201)]
    public void Sections_nested_too_deeply_for_Akka_are_refused(string open, string close, int depth)
    {
        string Nested(int levels) => $"akka.x = {string.Concat(Enumerable.Repeat(open, levels))}{(open == "[" ? "" : "1")}{string.Concat(Enumerable.Repeat(close, levels))}";

        Assert.NotNull(ConfigurationLoader.Load([_files.Write(Nested(depth - 5))], [], _ => null));
        foreach (var levels in new[] { depth, 100_000 })
        {
            Assert.EndsWith(
                ": more than 200 levels of sections and lists",
                Assert.Single(Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load([_files.Write(Nested(levels))], [], _ => null)).Problems),
                StringComparison.Ordinal);
        }
    }

    private static LoadedConfiguration TestSettingsOf(string key, string value) =>
        ConfigurationLoader.Load([], [new ConfigurationOverride($"akka.{key}", value, "--set")], _ => null);

    private IEnumerable<string> WarningsOf(string text)
    {
        var file = _files.Write(text);
        return ConfigurationLoader.Load([file], [], _ => null).Warnings.Select(warning => warning.Replace(file, "FILE", StringComparison.Ordinal));
    }
}
