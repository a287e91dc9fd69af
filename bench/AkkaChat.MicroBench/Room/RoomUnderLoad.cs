using System.Text;
using Akka.Actor;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;

namespace AkkaChat.MicroBench.Room;

/// <summary>A room with members, in an actor system with the configuration of the server. No listener reads the meter.</summary>
internal sealed class RoomUnderLoad
{
    /// <summary>A fault ends the benchmark instead of hanging it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Keeps the log out of the results.</summary>
    private static readonly ConfigurationOverride Quiet = new("akka.loglevel", "ERROR", "benchmark");

    private readonly ActorSystem _system;
    private readonly IActorRef _speaker;

    public RoomUnderLoad(int members)
    {
        var loaded = ConfigurationLoader.Load([], [Quiet], _ => null);
        var settings = loaded.Settings;
        _system = ActorSystem.Create("microbench", loaded.Hocon);
        var room = _system.ActorOf(RoomActor.Props(settings.Room, new RoomGauges(), Sample.Duration)
            .WithDispatcher("akka.actor.room-dispatcher"));
        Username.TryParse(Encoding.UTF8.GetBytes(Sample.Author), settings.Connection.Username, out var author, out _);
        _speaker = _system.ActorOf(Props.Create<Speaker>(room, author, members));
    }

    public Task SayAsync(Script script) => _speaker.Ask<CountingMember.RoundCompleted>(script, Timeout);

    public Task EndAsync() => _system.Terminate();
}
