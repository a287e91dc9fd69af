using Akka.Actor;
using static AkkaChat.Server.Cluster.RelayMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>Actors that wait until the relay is attached, or will not be.</summary>
internal sealed class AttachmentRequests
{
    private readonly List<IActorRef> _requesters = [];
    private bool _hasRefused;

    /// <summary>Those who have not been answered.</summary>
    public IReadOnlyList<IActorRef> Requesters => _requesters;

    /// <param name="state">Of the relay now.</param>
    public void Add(IActorRef requester, ContactState state)
    {
        _requesters.Add(requester);
        if (state == ContactState.Attached)
            Confirm();
    }

    public void Confirm() => Answer(AttachedToRoom.Instance);

    /// <returns>False if there has been no request that could be refused.</returns>
    public bool TryRefuse()
    {
        _hasRefused |= _requesters.Count > 0;
        Answer(NotAttached.Instance);
        return _hasRefused;
    }

    private void Answer(object answer)
    {
        foreach (var requester in _requesters)
            requester.Tell(answer);
        _requesters.Clear();
    }
}
