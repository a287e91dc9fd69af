using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>
/// The members of the room and their names, and the newcomers: clients that have asked to join, and are answered when the lines that
/// were accepted before have been delivered, of which they must receive none.
/// </summary>
/// <typeparam name="TRef">Reference to the actor of a member.</typeparam>
internal sealed class Roster<TRef>
    where TRef : notnull
{
    private readonly Dictionary<TRef, Member<TRef>> _members = [];
    private readonly Dictionary<TRef, Member<TRef>> _newcomers = [];

    /// <summary>How many bear each name; also while equal names are allowed, since that may change.</summary>
    private readonly Dictionary<string, int> _names = new(UsernameRules.Comparer);

    /// <summary>A name can be given to one member only; case does not matter. Members that have equal names already keep them.</summary>
    public bool HasUniqueNames { get; set; }

    /// <summary>The concrete type keeps the fan-out free of allocations.</summary>
    public Dictionary<TRef, Member<TRef>>.ValueCollection Members => _members.Values;

    public bool TryGetMember(TRef reference, [NotNullWhen(true)] out Member<TRef>? member) =>
        _members.TryGetValue(reference, out member);

    /// <summary>Finds a member or newcomer.</summary>
    public bool TryGet(TRef reference, [NotNullWhen(true)] out Member<TRef>? member) =>
        _members.TryGetValue(reference, out member) || _newcomers.TryGetValue(reference, out member);

    /// <summary>There are neither members nor newcomers.</summary>
    public bool IsEmpty => _members.Count == 0 && _newcomers.Count == 0;

    /// <summary>A member or newcomer has the name, in whatever case.</summary>
    public bool HasName(string name) => _names.ContainsKey(name);

    /// <summary>Adds a newcomer and reserves its name. No effect if it is a newcomer already.</summary>
    /// <returns>False if the name is in use.</returns>
    public bool TryAddNewcomer(TRef reference, Username username, [NotNullWhen(true)] out Member<TRef>? newcomer)
    {
        if (_newcomers.TryGetValue(reference, out newcomer))
            return true;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, username.Value, out _);
        if (HasUniqueNames && count > 0)
            return false;

        count++;
        newcomer = new Member<TRef>(reference, username);
        _newcomers.Add(reference, newcomer);
        return true;
    }

    /// <summary>Makes all newcomers members.</summary>
    /// <returns>Those that were newcomers.</returns>
    public IReadOnlyCollection<Member<TRef>> AdmitNewcomers()
    {
        if (_newcomers.Count == 0)
            return [];

        Member<TRef>[] admitted = [.. _newcomers.Values];
        _newcomers.Clear();
        foreach (var member in admitted)
            _members.Add(member.Ref, member);
        return admitted;
    }

    /// <summary>Removes a member or newcomer, and frees its name.</summary>
    public bool TryRemove(TRef reference, [NotNullWhen(true)] out Member<TRef>? member)
    {
        if (!_members.Remove(reference, out member) && !_newcomers.Remove(reference, out member))
            return false;

        if (--_names[member.Name] == 0)
            _names.Remove(member.Name);
        member.HasLeft = true;
        return true;
    }

    /// <summary>Removes everybody, newcomers included.</summary>
    /// <returns>Those that were removed.</returns>
    public IReadOnlyCollection<Member<TRef>> RemoveAll()
    {
        Member<TRef>[] removed = [.. _members.Values, .. _newcomers.Values];
        _members.Clear();
        _newcomers.Clear();
        _names.Clear();
        return removed;
    }
}
