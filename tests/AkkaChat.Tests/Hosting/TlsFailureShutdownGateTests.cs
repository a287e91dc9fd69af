using Akka;
using Akka.Actor;
using Akka.Remote.Transport.DotNetty;
using Akka.TestKit.Xunit2;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Hosting;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Hosting;

public sealed class TlsFailureShutdownGateTests : TestKit
{
    private readonly TaskCompletionSource _begun = new();
    private readonly TlsFailureShutdownGate _gate;

    public TlsFailureShutdownGateTests()
        : base("akka.loglevel = OFF\n" + AkkaClusterConfig.TlsFailurePhaseInFront)
    {
        _gate = new TlsFailureShutdownGate(Sys);
        CoordinatedShutdown.Get(Sys).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "first", () =>
        {
            _begun.SetResult();
            return Task.FromResult(Done.Instance);
        });
    }

    /// <summary>The reason with which Akka.Remote runs the shutdown.</summary>
    private static CoordinatedShutdown.Reason TlsFailure => (CoordinatedShutdown.Reason)Activator.CreateInstance(
        typeof(DotNettySslSetup).Assembly.GetType("Akka.Remote.Transport.DotNetty.TlsHandshakeFailureReason", throwOnError: true)!, "test")!;

    protected override void AfterAll()
    {
        _gate.Dispose();
        base.AfterAll();
    }

    [Fact]
    public async Task A_shutdown_after_a_failed_handshake_begins_when_the_gate_opens()
    {
        var shutdown = CoordinatedShutdown.Get(Sys).Run(TlsFailure);
        Assert.False(_begun.Task.IsCompleted);

        _gate.Open();

        await shutdown.WaitAsync(Eventually.DefaultTimeout);
        Assert.True(_begun.Task.IsCompleted);
        Assert.True(Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task A_shutdown_for_another_reason_does_not_wait()
    {
        await CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ClusterDowningReason.Instance).WaitAsync(Eventually.DefaultTimeout);

        Assert.True(_begun.Task.IsCompleted);
    }

    [Fact]
    public async Task The_gate_opens_when_the_host_stops_its_services()
    {
        var shutdown = CoordinatedShutdown.Get(Sys).Run(TlsFailure);

        await _gate.StopAsync(CancellationToken.None);

        await shutdown.WaitAsync(Eventually.DefaultTimeout);
    }

    [Fact]
    public async Task The_gate_opens_when_it_is_disposed_of()
    {
        var shutdown = CoordinatedShutdown.Get(Sys).Run(TlsFailure);

        _gate.Dispose();

        await shutdown.WaitAsync(Eventually.DefaultTimeout);
    }
}
