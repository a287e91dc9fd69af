using System.Threading.Channels;

namespace AkkaChat.PlainServer;

/// <summary>The one task that decides the order: it coalesces the lines that have arrived meanwhile into one batch.</summary>
internal sealed class PlainRoom
{
    /// <summary>Bytes after which the members are waited for, if they are behind.</summary>
    private const int LargestBatch = 128 * 1024;

    private readonly Channel<Request> _requests =
        Channel.CreateBounded<Request>(new BoundedChannelOptions(256) { SingleReader = true });

    private readonly HashSet<PlainMember> _members = [];
    private readonly HashSet<PlainMember> _behind = [];
    private readonly List<ArraySegment<byte>> _pending = [];
    private int _pendingBytes;

    public ValueTask JoinAsync(PlainMember member) => _requests.Writer.WriteAsync(new Request(member, true, default));

    public ValueTask LeaveAsync(PlainMember member) => _requests.Writer.WriteAsync(new Request(member, false, default));

    /// <param name="lines">Whole lines, as they are to be delivered.</param>
    public ValueTask BroadcastAsync(ArraySegment<byte> lines) => _requests.Writer.WriteAsync(new Request(null, false, lines));

    public async Task RunAsync()
    {
        while (await _requests.Reader.WaitToReadAsync())
        {
            while (_pendingBytes < LargestBatch && _requests.Reader.TryRead(out var request))
                Take(request);
            Deliver();

            // Back-pressure: lines are accepted as fast as the slowest member reads.
            if (_behind.Count > 0)
                await Task.WhenAll(_behind.Select(member => member.CatchUpAsync()));
            _behind.Clear();
        }
    }

    private void Take(Request request)
    {
        if (request.Member is not { } member)
        {
            _pending.Add(request.Lines);
            _pendingBytes += request.Lines.Count;
            return;
        }

        Deliver();
        if (request.Joins)
            _members.Add(member);
        else if (_members.Remove(member))
            member.Close();
    }

    private void Deliver()
    {
        if (_pending.Count == 0)
            return;

        var batch = _pending.Count == 1 ? _pending[0] : Coalesced();
        _pending.Clear();
        _pendingBytes = 0;
        foreach (var member in _members)
        {
            if (!member.Deliver(batch))
                _behind.Add(member);
        }
    }

    private ArraySegment<byte> Coalesced()
    {
        var batch = GC.AllocateUninitializedArray<byte>(_pendingBytes);
        var at = 0;
        foreach (var lines in _pending)
        {
            lines.CopyTo(batch, at);
            at += lines.Count;
        }

        return batch;
    }

    /// <summary>A member joins or leaves, or (without a member) lines are to be broadcast.</summary>
    private readonly record struct Request(PlainMember? Member, bool Joins, ArraySegment<byte> Lines);
}
