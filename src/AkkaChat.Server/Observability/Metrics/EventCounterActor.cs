using Akka.Actor;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Observability.Metrics;

/// <summary>Counts admitted, refused and ended connections.</summary>
internal sealed class EventCounterActor(ChatMeter meter) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ChatEvents.ClientConnected: meter.Accepted.Add(1); break;
            case ChatEvents.ConnectionEnded ended:
                var counter = ended.Reason.IsRejection ? meter.Refused : meter.Ended;
                counter.Add(1, new KeyValuePair<string, object?>(ChatMeter.Reason, ended.Reason.Tag));
                break;
        }
    }
}
