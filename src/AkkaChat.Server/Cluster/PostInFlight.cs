using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>The one post of a relay that is not committed yet: it is sent again until it is.</summary>
/// <param name="clock">Monotonic.</param>
internal sealed class PostInFlight(ProtocolRules rules, Func<TimeSpan> clock)
{
    /// <summary>A post that is not committed after this time is sent again.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1.5);

    private Post? _post;
    private long _lastNumber;
    private TimeSpan _sent;
    private long? _committed;

    /// <summary>There is none.</summary>
    public bool IsEmpty => _post is null;

    public bool IsOverdue => _post is not null && clock() - _sent >= Timeout;

    /// <returns>The post to send.</returns>
    public Post Begin(long relay, Epoch epoch, ArraySegment<byte> lines)
    {
        _sent = clock();
        return _post = new Post(relay, epoch, ++_lastNumber, lines);
    }

    /// <returns>The post to send again.</returns>
    public Post Repeat(Epoch epoch)
    {
        _sent = clock();
        return _post = _post! with { Epoch = epoch, Number = rules.NumberToRepeat(_post.Number) };
    }

    /// <param name="mark">Of the entry that is committed at a position.</param>
    public void OnCommitted(Mark mark, long position)
    {
        if (_post is { } post && mark == new Mark(post.Relay, post.Number))
            (_post, _committed) = (null, position);
    }

    /// <inheritdoc cref="Relay.TryTakeCommittedPost"/>
    public bool TryTakeCommitted(out long position)
    {
        position = _committed ?? 0;
        _committed = null;
        return position > 0;
    }

    /// <summary>The relay has lost its place in the stream: whether the post has one is not known.</summary>
    public void Abandon() => (_post, _committed) = (null, null);
}
