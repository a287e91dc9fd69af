namespace AkkaChat.Tests.Cluster;

/// <summary>What one member sees from joining to leaving.</summary>
internal sealed class MemberView
{
    public List<string> Lines { get; } = [];

    /// <summary>Own lines that were accepted.</summary>
    public List<string> Accepted { get; } = [];

    public void Expect(string line) => Accepted.Add(line);
}
