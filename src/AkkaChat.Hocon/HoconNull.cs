namespace AkkaChat.Hocon;

/// <summary>Removes the value that its key had before. After <see cref="HoconResolver"/> only lists contain it.</summary>
/// <param name="Origin"><inheritdoc/></param>
public sealed record HoconNull(Origin Origin) : HoconNode(Origin)
{
    internal override string Kind => TextKind;
}
