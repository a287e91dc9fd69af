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
    private long _lastNumber;

    public bool Contains(TRef reference) => _applicants.ContainsKey(reference);

    /// <returns>False if another newcomer of this node waits for the name.</returns>
    public bool TryAdd(TRef reference, Username username)
    {
        var applicant = new Applicant(reference, username, ++_lastNumber, Sent: null);
        if (!_names.TryAdd(username.Value, applicant))
            return false;

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
        return removed;
    }

    /// <summary>Requests that are to be sent now.</summary>
    public IReadOnlyList<(long Number, string Name)> TakeDue()
    {
        if (_applicants.Count == 0)
            return [];

        var now = clock();
        Applicant[] due = [.. _applicants.Values.Where(applicant => applicant.Sent is not { } sent || now - sent >= RepeatInterval)];
        foreach (var applicant in due)
            Update(applicant with { Sent = now });
        return [.. due.Select(applicant => (applicant.Number, applicant.Username.Value))];
    }

    /// <summary>Whoever waits for the name has to ask once more: an answer that is on its way counts no longer.</summary>
    public void Renew(string name)
    {
        if (_names.TryGetValue(name, out var applicant))
            Update(applicant with { Number = ++_lastNumber, Sent = null });
    }

    /// <summary>Removes the one whose request was decided; no effect if the request is no longer the present one.</summary>
    public bool TryTake(string name, long number, [NotNullWhen(true)] out Applicant? applicant)
    {
        if (!_names.TryGetValue(name, out applicant) || applicant.Number != number)
            return false;

        Remove(applicant.Ref);
        return true;
    }

    private void Update(Applicant applicant) => _applicants[applicant.Ref] = _names[applicant.Username.Value] = applicant;

    /// <param name="Number">Of its request.</param>
    /// <param name="Sent">When the request was sent last; null if it is to be sent.</param>
    public sealed record Applicant(TRef Ref, Username Username, long Number, TimeSpan? Sent);
}
