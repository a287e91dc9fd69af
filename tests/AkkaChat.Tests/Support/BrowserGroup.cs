namespace AkkaChat.Tests.Support;

/// <summary>The tests that share a browser; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserGroup : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}
