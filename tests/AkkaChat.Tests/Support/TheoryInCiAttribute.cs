namespace AkkaChat.Tests.Support;

/// <summary>Long tests, as by <see cref="FactInCiAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TheoryInCiAttribute : TheoryAttribute
{
    public TheoryInCiAttribute() => Skip = new FactInCiAttribute().Skip;
}
