namespace AkkaChat.Hocon;

/// <summary>A string, number or boolean: HOCON leaves it to the application to tell them apart.</summary>
/// <param name="Text">The value without its quotes.</param>
/// <param name="Origin"><inheritdoc/></param>
public sealed record HoconScalar(string Text, Origin Origin) : HoconNode(Origin);
