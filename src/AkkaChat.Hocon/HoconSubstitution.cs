namespace AkkaChat.Hocon;

/// <summary>
/// <c>${path}</c> or, if <paramref name="Optional"/>, <c>${?path}</c>: refers to another key or, if there is none, to
/// an environment variable.
/// </summary>
internal sealed record HoconSubstitution(string[] Path, bool Optional, Origin Origin) : HoconNode(Origin)
{
    public string Name => string.Join('.', Path);
}
