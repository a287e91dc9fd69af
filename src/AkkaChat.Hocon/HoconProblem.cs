namespace AkkaChat.Hocon;

/// <summary>Stands for a value that cannot be resolved. It counts only if it becomes a part of the result.</summary>
/// <param name="Text">What is wrong, with its place.</param>
/// <param name="Origin"><inheritdoc/></param>
internal sealed record HoconProblem(string Text, Origin Origin) : HoconNode(Origin);
