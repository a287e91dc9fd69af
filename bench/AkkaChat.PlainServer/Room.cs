using System.Threading.Channels;

namespace AkkaChat.PlainServer;

/// <summary>The one task that decides the order: it makes one block of all that has been said meanwhile.</summary>
internal sealed class Room
{
    /// <summary>Bytes after which the members are waited for, if they are behind.</summary>
    private const int LargestBlock = 128 * 1024;

    private readonly Channel<Turn> _turns =
        Channel.CreateBounded<Turn>(new BoundedChannelOptions(256) { SingleReader = true });

    private readonly HashSet<Member> _members = [];
    private readonly HashSet<Member> _behind = [];
    private readonly List<ArraySegment<byte>> _said = [];
    private int _saidBytes;

    public ValueTask JoinAsync(Member member) => _turns.Writer.WriteAsync(new Turn(member, true, default));

    public ValueTask LeaveAsync(Member member) => _turns.Writer.WriteAsync(new Turn(member, false, default));

    /// <param name="lines">Whole lines, as they are to be delivered.</param>
    public ValueTask SayAsync(ArraySegment<byte> lines) => _turns.Writer.WriteAsync(new Turn(null, false, lines));

    public async Task RunAsync()
    {
        while (await _turns.Reader.WaitToReadAsync())
        {
            while (_saidBytes < LargestBlock && _turns.Reader.TryRead(out var turn))
                Take(turn);
            Deliver();

            // A flood is as fast as the slowest member that reads.
            if (_behind.Count > 0)
                await Task.WhenAll(_behind.Select(member => member.CatchUpAsync()));
            _behind.Clear();
        }
    }

    private void Take(Turn turn)
    {
        if (turn.Member is not { } member)
        {
            _said.Add(turn.Lines);
            _saidBytes += turn.Lines.Count;
            return;
        }

        Deliver();
        if (turn.Joins)
            _members.Add(member);
        else if (_members.Remove(member))
            member.Close();
    }

    private void Deliver()
    {
        if (_said.Count == 0)
            return;

        var block = _said.Count == 1 ? _said[0] : Joined();
        _said.Clear();
        _saidBytes = 0;
        foreach (var member in _members)
        {
            if (!member.Deliver(block))
                _behind.Add(member);
        }
    }

    private ArraySegment<byte> Joined()
    {
        var block = GC.AllocateUninitializedArray<byte>(_saidBytes);
        var at = 0;
        foreach (var lines in _said)
        {
            lines.CopyTo(block, at);
            at += lines.Count;
        }

        return block;
    }

    /// <summary>Somebody joins or leaves, or (with no member) lines are said.</summary>
    private readonly record struct Turn(Member? Member, bool Joins, ArraySegment<byte> Lines);
}
