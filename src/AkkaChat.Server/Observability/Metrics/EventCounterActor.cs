using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Observability.Metrics;

/// <summary>Counts admitted, refused and ended connections, and the commands of operators.</summary>
internal sealed class EventCounterActor(ChatMeter meter) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ChatEvents.ClientConnected connected: meter.Accepted.Add(1, DoorOf(connected.Client)); break;
            case ChatEvents.ConnectionEnded ended:
                var counter = ended.Reason.IsRejection && !ended.WasMember ? meter.Refused : meter.Ended;
                counter.Add(1, new KeyValuePair<string, object?>(ChatMeter.Reason, ended.Reason.Tag), DoorOf(ended.Client));
                break;
            case ChatEvents.OperatorCommand command:
                meter.Commands.Add(
                    1,
                    new KeyValuePair<string, object?>(ChatMeter.Verb, command.Verb),
                    new KeyValuePair<string, object?>(ChatMeter.Outcome, command.Outcome.Tag));
                break;
        }
    }

    private static KeyValuePair<string, object?> DoorOf(Client client) => new(ChatMeter.Door, client.Door.Tag);
}
