namespace AkkaChat.Tests.Cluster;

/// <summary>The view of one member from joining to leaving.</summary>
internal sealed class MemberView
{
    /// <summary>With their positions in the stream.</summary>
    public List<(long Position, string Line)> Lines { get; } = [];

    /// <summary>Own lines that were accepted.</summary>
    public List<string> Accepted { get; } = [];

    /// <summary>It has been neither expelled nor disconnected by a crash.</summary>
    public bool IsOpen { get; set; } = true;
}
