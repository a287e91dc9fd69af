using System.Net;
using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Health;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkkaChat.Tests.Observability.Health;

/// <summary>Readiness before the port is open, which a started server never shows.</summary>
public sealed class ListenerCheckTests : ActorTest
{
    [Theory]
    [InlineData(true, true, null)]
    [InlineData(false, true, "the tcp port is not open")]
    [InlineData(true, false, "the tls port is not open")]
    public async Task A_server_is_ready_when_all_doors_are_open(bool isPlainOpen, bool isTlsOpen, string? problem)
    {
        var listeners = new Listeners(new Dictionary<Door, IActorRef>
        {
            [Door.Tcp] = Listener(isPlainOpen),
            [Door.Tls] = Listener(isTlsOpen),
        });

        var result = await new ListenerCheck(listeners, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance))
            .CheckHealthAsync(new HealthCheckContext());

        Assert.Equal(problem, result.Description);
        Assert.Equal(problem is null ? HealthStatus.Healthy : HealthStatus.Unhealthy, result.Status);
    }

    private TestProbe Listener(bool isOpen)
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is ListenerMessages.GetState)
                sender.Tell(new ListenerMessages.State(isOpen ? new IPEndPoint(IPAddress.Loopback, 1) : null));
            return AutoPilot.KeepRunning;
        }));
        return probe;
    }
}
