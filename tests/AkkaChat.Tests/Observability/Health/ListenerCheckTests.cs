using System.Net;
using Akka.Hosting;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Health;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkkaChat.Tests.Observability.Health;

/// <summary>Readiness before the port is open, which a started server never shows.</summary>
public sealed class ListenerCheckTests : ActorTest
{
    private readonly ActorRegistry _actors;
    private readonly ListenerCheck _check;

    public ListenerCheckTests()
    {
        _actors = ActorRegistry.For(Sys);
        _check = new ListenerCheck(_actors, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance));
    }

    [Fact]
    public async Task A_server_without_a_listener_is_not_ready() =>
        Assert.Equal("the port is not open", (await _check.CheckHealthAsync(new HealthCheckContext())).Description);

    [Theory]
    [InlineData(false, HealthStatus.Unhealthy)]
    [InlineData(true, HealthStatus.Healthy)]
    public async Task A_server_is_ready_when_its_port_is_open(bool isOpen, HealthStatus status)
    {
        var listener = CreateTestProbe();
        _actors.Register<ListenerActor>(listener);

        var result = _check.CheckHealthAsync(new HealthCheckContext());
        listener.ExpectMsg<ListenerActor.GetState>();
        listener.Reply(new ListenerActor.State(isOpen ? new IPEndPoint(IPAddress.Loopback, 1) : null));

        Assert.Equal(status, (await result).Status);
    }
}
