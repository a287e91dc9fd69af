using Akka.Actor;
using Akka.Configuration;

namespace AkkaChat.Tests.Support;

/// <summary>An actor system in the process of the test that other processes can exchange messages with.</summary>
internal sealed class AkkaNode : IAsyncDisposable
{
    private readonly ActorSystem _system;

    /// <param name="settings">HOCON, over the others.</param>
    public AkkaNode(string settings, Config? others = null) => _system = ActorSystem.Create(
        "akkachat",
        ConfigurationFactory.ParseString(settings)
            .WithFallback(others ?? "akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }")
            .WithFallback("akka { loglevel = OFF, stdout-loglevel = OFF }"));

    /// <param name="node">Address of an actor system.</param>
    public void Tell(string node, string path, object message) => _system.ActorSelection($"{node}{path}").Tell(message);

    public async ValueTask DisposeAsync() => await _system.Terminate();
}
