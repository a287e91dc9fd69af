namespace AkkaChat.Hocon;

/// <summary>Where a value comes from: the place of its key, or of itself if it is in a list.</summary>
/// <param name="Source">The name that the reader was given for the text, or an environment variable.</param>
/// <param name="Line">The line in the text, from 1; 0 if there are no lines.</param>
/// <param name="Column">The column in the line, from 1; 0 if there are no lines.</param>
public sealed record Origin(string Source, int Line = 0, int Column = 0)
{
    /// <summary>The source and, if there are lines, the line and column.</summary>
    public override string ToString() => Line == 0 ? Source : $"{Source}, line {Line}, column {Column}";
}
