namespace AkkaChat.Hocon;

/// <summary>Where a value comes from.</summary>
/// <param name="Source">The name that the reader was given for the text, or an environment variable.</param>
/// <param name="Line">The line in the text, from 1; 0 if there are no lines.</param>
public sealed record Origin(string Source, int Line)
{
    /// <summary>The source and, if there is one, the line.</summary>
    public override string ToString() => Line == 0 ? Source : $"{Source}, line {Line}";
}
