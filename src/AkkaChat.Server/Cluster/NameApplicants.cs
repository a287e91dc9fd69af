using System.Diagnostics.CodeAnalysis;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Cluster;

/// <summary>The newcomers of a node that wait until the sequencer has decided whether they get their names.</summary>
/// <typeparam name="TRef">Reference to the actor of a newcomer.</typeparam>
/// <param name="clock">Monotonic.</param>
internal sealed class NameApplicants<TRef>(Func<TimeSpan> clock)
    where TRef : notnull
{
    /// <summary>A request that is not answered is sent again, to whoever is the sequencer then.</summary>
    public static readonly TimeSpan RepeatInterval = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<TRef, Applicant> _applicants = [];
    private readonly Dictionary<string, Applicant> _names = new(UsernameRules.Comparer);

    /// <summary>Names whose requests are to be sent at once.</summary>
    private readonly Queue<string> _unsent = new();
    private TimeSpan _repeated = clock();
    private long _lastNumber;

    public bool IsEmpty => _applicants.Count == 0;

    public bool Contains(TRef reference) => _applicants.ContainsKey(reference);

    /// <returns>False if another newcomer of this node waits for the name.</returns>
    public bool TryAdd(TRef reference, Username username)
    {
        var applicant = new Applicant(reference, username, ++_lastNumber);
        if (!_names.TryAdd(username.Value, applicant))
            return false;

        _unsent.Enqueue(username.Value);
        _applicants.Add(reference, applicant);
        return true;
    }

    public void Remove(TRef reference)
    {
        if (_applicants.Remove(reference, out var applicant))
            _names.Remove(applicant.Username.Value);
    }

    /// <returns>Those that were removed.</returns>
    public IReadOnlyList<Applicant> RemoveAll()
    {
        Applicant[] removed = [.. _applicants.Values];
        _applicants.Clear();
        _names.Clear();
        _unsent.Clear();
        return removed;
    }

    /// <summary>Requests that are to be sent now.</summary>
    public IReadOnlyList<(long Number, string Name)> TakeDue()
    {
        var now = clock();
        if (_unsent.Count == 0 && (IsEmpty || now - _repeated < RepeatInterval))
            return [];

        List<(long Number, string Name)> due = [];
        while (_unsent.TryDequeue(out var name))
        {
            if (_names.TryGetValue(name, out var applicant))
                due.Add((applicant.Number, name));
        }

        if (now - _repeated >= RepeatInterval)
        {
            _repeated = now;
            due = [.. _names.Values.Select(applicant => (applicant.Number, applicant.Username.Value))];
        }

        return due;
    }

    /// <summary>The newcomer that waits for the name requests it again: an answer to the request before counts no longer.</summary>
    public void Renew(string name)
    {
        if (!_names.TryGetValue(name, out var applicant))
            return;

        _applicants[applicant.Ref] = _names[name] = applicant with { Number = ++_lastNumber };
        _unsent.Enqueue(name);
    }

    /// <summary>Removes the one whose request was decided; no effect if the request is no longer the present one.</summary>
    public bool TryTake(string name, long number, [NotNullWhen(true)] out Applicant? applicant)
    {
        if (!_names.TryGetValue(name, out applicant) || applicant.Number != number)
            return false;

        Remove(applicant.Ref);
        return true;
    }

    /// <param name="Number">Of its request.</param>
    public sealed record Applicant(TRef Ref, Username Username, long Number);
}
