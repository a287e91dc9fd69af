using AkkaChat.Server.Cluster;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Cluster;

public sealed class NameApplicantsTests
{
    private readonly NameApplicants<string> _applicants;
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    public NameApplicantsTests() => _applicants = new NameApplicants<string>(() => _now);

    [Fact]
    public void A_request_is_sent_at_once_and_again_until_it_is_answered()
    {
        _applicants.TryAdd("a", TestLines.Name("alice"));
        Assert.Equal((1, "alice"), Assert.Single(_applicants.TakeDue()));
        Assert.Empty(_applicants.TakeDue());

        _now += NameApplicants<string>.RepeatInterval;

        Assert.Equal((1, "alice"), Assert.Single(_applicants.TakeDue()));
        Assert.True(_applicants.TryTake("alice", 1, out var applicant));
        Assert.Equal("a", applicant.Ref);
        _now += NameApplicants<string>.RepeatInterval;
        Assert.Empty(_applicants.TakeDue());
    }

    [Fact]
    public void A_name_has_one_applicant_in_whatever_case()
    {
        Assert.True(_applicants.TryAdd("a", TestLines.Name("alice")));

        Assert.False(_applicants.TryAdd("b", TestLines.Name("ALICE")));

        Assert.False(_applicants.Contains("b"));
        _applicants.Remove("a");
        Assert.True(_applicants.TryAdd("b", TestLines.Name("ALICE")));
    }

    [Fact]
    public void A_decision_of_a_request_that_was_renewed_counts_no_longer()
    {
        _applicants.TryAdd("a", TestLines.Name("alice"));
        _applicants.TakeDue();

        _applicants.Renew("alice");

        Assert.False(_applicants.TryTake("alice", 1, out _));
        Assert.Equal((2, "alice"), Assert.Single(_applicants.TakeDue()));
        Assert.True(_applicants.TryTake("alice", 2, out _));
    }
}
