namespace AkkaChat.Hocon;

/// <summary>
/// <c>${path}</c> or, if <paramref name="Optional"/>, <c>${?path}</c>: refers to another key or, if there is none, to
/// an environment variable.
/// </summary>
/// <param name="Prefix">The section into which the text was included, where the path is looked up first.</param>
internal sealed record HoconSubstitution(string[] Path, string[] Prefix, bool Optional, Origin Origin) : HoconNode(Origin)
{
    public string Name => string.Join('.', Path);
}
