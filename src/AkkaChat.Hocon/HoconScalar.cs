namespace AkkaChat.Hocon;

/// <summary>A string, number or boolean: HOCON leaves it to the application to tell them apart.</summary>
/// <param name="Text">The value without its quotes.</param>
/// <param name="Origin"><inheritdoc/></param>
public sealed record HoconScalar(string Text, Origin Origin) : HoconNode(Origin)
{
    /// <summary>One word in a text, without quotes: as opposed to a value of the environment, or one of several pieces.</summary>
    public bool IsBareWord { get; init; }

    internal override string Kind => TextKind;
}
