using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AkkaChat.Server.Connections;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The real executable as a systemd service of type notify.</summary>
public sealed class ServiceTests : IDisposable
{
    private static readonly string UnitFile = Path.Combine(AppContext.BaseDirectory, "akkachat.service");

    private readonly NotifySocket _manager = new();

    public void Dispose() => _manager.Dispose();

    [Fact]
    public async Task READY_is_sent_when_the_port_is_open_and_STOPPING_before_the_last_lines_are_delivered()
    {
        var endpoint = FreePort.Find();
        using var server = ServerProcess.Start(
            [_manager.Variable],
            "--host", "127.0.0.1", "--port", $"{endpoint.Port}", "--set", "shutdown.grace=1m", "--set", "limits.max-pending=64 MiB");

        Assert.Equal("READY=1", await _manager.ReceiveAsync());
        using var slow = await LineClient.ConnectAsync(endpoint, LineClient.UseSmallBuffer);
        await slow.SendAsync("slow\n" + string.Concat(Enumerable.Repeat(new string('x', 8000) + "\n", 4000)));
        Assert.Equal("slow:", (await slow.ReadLineAsync())?[..5]);

        server.Terminate();
        Assert.Equal("STOPPING=1", await _manager.ReceiveAsync());
        await slow.ReadToEndAsync();

        Assert.Equal(0, await server.ExitAsync());
        Assert.Empty(await _manager.ReceiveAllAsync());
        Assert.All(server.Output, line => Assert.Contains(" INF ", line, StringComparison.Ordinal));
        Assert.Empty(server.Errors);
    }

    /// <summary>SystemdLifetime, which replaces the host's own lifetime, does not handle SIGINT.</summary>
    [Fact]
    public async Task A_service_ends_in_order_on_SIGINT_too()
    {
        using var server = await ServerProcess.StartListeningAsync([_manager.Variable]);
        using var alice = await server.JoinAsync("alice");

        server.Interrupt();

        Assert.Equal("", await alice.ReadToEndAsync());
        Assert.Equal(0, await server.ExitAsync());
        Assert.Equal(["READY=1", "STOPPING=1"], await _manager.ReceiveAllAsync());
    }

    [Fact]
    public async Task READY_is_not_sent_if_the_port_cannot_be_opened()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = (IPEndPoint)holder.LocalEndpoint;

        using var server = ServerProcess.Start([_manager.Variable], "--host", "127.0.0.1", "--port", $"{taken.Port}");

        Assert.Equal(3, await server.ExitAsync());
        Assert.DoesNotContain("READY=1", await _manager.ReceiveAllAsync());
    }

    [Theory]
    [InlineData("/nowhere/to/be.found")]
    [InlineData("@nowhere")]
    [InlineData("/a/path/that/is/longer/than/any/path/of/a/socket/can/be/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task A_service_manager_that_cannot_be_reached_is_one_warning_and_does_not_end_the_service(string socket)
    {
        using var server = await ServerProcess.StartListeningAsync([("NOTIFY_SOCKET", socket)]);
        using var alice = await server.JoinAsync("alice");

        await server.StopAsync();

        Assert.Contains(
            " WRN The service manager cannot be notified (NOTIFY_SOCKET): ",
            Assert.Single(server.Output, line => !line.Contains(" INF ", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unit_file_has_room_for_the_defaults()
    {
        var lines = await File.ReadAllLinesAsync(UnitFile);
        int Number(string key) => int.Parse(
            lines.Single(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..].TrimEnd('s'), CultureInfo.InvariantCulture);
        // More than the process ever has open without connections.
        const int InUse = 400;

        Assert.InRange(
            Number("LimitNOFILE="),
            FileDescriptorLimit.Required(InUse, TestSettings.Default.Limits.MaxConnections),
            int.MaxValue);
        Assert.InRange(
            TimeSpan.FromSeconds(Number("TimeoutStopSec=")),
            TestSettings.Default.ShutdownGrace + TimeSpan.FromSeconds(10),
            TimeSpan.FromMinutes(1));
    }

    [FactIfInstalled("systemd-analyze")]
    public async Task The_unit_file_passes_systemd_analyze()
    {
        using var folder = new TempFolder();
        var unit = folder.PathOf("akkachat.service");
        var text = await File.ReadAllTextAsync(UnitFile);
        // systemd-analyze wants the program to exist.
        var installed = text.Replace("/opt/akkachat/AkkaChat.Server", ServerProcess.Executable, StringComparison.Ordinal);
        Assert.NotEqual(text, installed);
        await File.WriteAllTextAsync(unit, installed);

        Assert.Equal((0, "", ""), await Tool.RunAsync("systemd-analyze", "verify", "--man=no", unit));
        // The exposure level in tenths; it is 15.
        var (exitCode, _, _) = await Tool.RunAsync("systemd-analyze", "security", "--offline=true", "--threshold=15", unit);
        Assert.Equal(0, exitCode);
    }
}
