using System.Diagnostics.CodeAnalysis;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>Posts that wait for their place in the order: one of each relay, so that all relays take turns.</summary>
internal sealed class PostQueue
{
    private readonly Queue<long> _turns = new();
    private readonly Dictionary<long, Post> _posts = [];

    public void Add(Post post)
    {
        if (!_posts.TryGetValue(post.Relay, out var waiting))
            _turns.Enqueue(post.Relay);
        if (waiting is null || waiting.Number < post.Number)
            _posts[post.Relay] = post;
    }

    public bool TryTake([NotNullWhen(true)] out Post? post)
    {
        post = null;
        return _turns.TryDequeue(out var relay) && _posts.Remove(relay, out post);
    }
}
