namespace AkkaChat.Hocon;

/// <summary>
/// The fields that are being resolved, each for the one before it. What is undefined or lacks a part only because another field
/// is not complete yet counts until that one is, and then is resolved anew: so a cycle takes no value away from the other fields of it.
/// </summary>
internal sealed class ActiveFields
{
    private readonly List<LazyValue> _fields = [];

    /// <summary>The fields whose values count until the one at that place of <see cref="_fields"/> is complete.</summary>
    private readonly Dictionary<int, List<LazyValue>> _dependents = [];

    public void Begin(LazyValue field)
    {
        field.Depth = _fields.Count;
        _fields.Add(field);
    }

    /// <summary>Notes that the field that is being resolved uses what another one is so far.</summary>
    /// <param name="detours">How many fields are being resolved only to find a part of them.</param>
    public void Use(LazyValue field, int detours)
    {
        if (!field.IsDone)
            _fields[^1].Need([new(field.Depth, IsPart: field.Detours < detours)]);
        else if (field.Needs is not null && _fields.Count > 0)
            _fields[^1].Need(field.Needs);
    }

    /// <summary>Ends the last field that was begun.</summary>
    /// <returns>On how many fields that are not complete the value depends.</returns>
    public int End(LazyValue field, bool isDefined)
    {
        _fields.RemoveAt(field.Depth);
        if (_dependents.Remove(field.Depth, out var dependents))
            dependents.ForEach(dependent => dependent.Reset());
        field.Needs?.RemoveWhere(need => need.Depth == field.Depth || (isDefined && !need.IsPart));
        if (field.Needs is not { Count: > 0 })
        {
            field.Needs = null;
            return 0;
        }

        _fields[^1].Need(field.Needs);
        var last = field.Needs.Max.Depth;
        if (!_dependents.TryAdd(last, [field]))
            _dependents[last].Add(field);
        return field.Needs.Count;
    }
}
