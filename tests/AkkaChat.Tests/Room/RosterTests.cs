using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class RosterTests
{
    private readonly Roster<string> _roster = new() { HasUniqueNames = true };

    [Fact]
    public void A_newcomer_is_no_member_until_it_is_admitted()
    {
        Assert.True(Add("a", "alice"));
        Assert.True(_roster.TryGet("a", out _));
        Assert.False(_roster.TryGetMember("a", out _));
        Assert.Empty(_roster.Members);

        Assert.Equal(["a"], _roster.AdmitNewcomers().Select(member => member.Ref));

        Assert.True(_roster.TryGetMember("a", out var member));
        Assert.Equal("alice", member.Name);
        Assert.Equal("alice:", ((ReadOnlySpan<byte>)member.LinePrefix).Text());
        Assert.Empty(_roster.AdmitNewcomers());
    }

    [Fact]
    public void A_newcomer_holds_its_name()
    {
        Add("a", "alice");

        Assert.False(Add("b", "alice"));
        Assert.False(_roster.TryGet("b", out _));
        Assert.True(Add("b", "alicia"));
    }

    [Theory]
    [InlineData("alice", "ALICE")]
    [InlineData("Étoile", "éTOILE")]
    [InlineData("ΛΌΓΟΣ", "λόγος")]
    [InlineData("\U00010400", "\U00010428")]
    public void Names_that_differ_in_case_only_are_the_same(string first, string second)
    {
        Add("a", first);

        Assert.False(Add("b", second));
        _roster.TryRemove("a", out _);
        Assert.True(Add("b", second));
    }

    [Theory]
    [InlineData("alice", "alicé")]
    // Composed and decomposed.
    [InlineData("\u00E9", "e\u0301")]
    // Latin and Cyrillic.
    [InlineData("a", "\u0430")]
    [InlineData("a", "\uFF41")]
    [InlineData("strasse", "straße")]
    // These have capitals, which the comparison does not use.
    [InlineData("s", "\u017F")]
    [InlineData("i", "\u0131")]
    // Kelvin sign.
    [InlineData("k", "\u212A")]
    public void Names_that_differ_otherwise_are_not(string first, string second)
    {
        Add("a", first);

        Assert.True(Add("b", second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_name_is_free_again_when_its_holder_is_removed(bool isAdmitted)
    {
        Add("a", "alice");
        if (isAdmitted)
            _roster.AdmitNewcomers();

        Assert.True(_roster.TryRemove("a", out var removed));

        Assert.Equal("a", removed.Ref);
        Assert.True(removed.HasLeft);
        Assert.False(_roster.TryGet("a", out _));
        Assert.True(Add("b", "alice"));
    }

    [Fact]
    public void A_refused_name_stays_with_its_holder()
    {
        Add("a", "alice");
        Add("b", "alice");

        Assert.False(_roster.TryRemove("b", out _));
        Assert.False(Add("c", "alice"));
    }

    [Fact]
    public void Removing_all_removes_newcomers_and_frees_the_names()
    {
        Add("a", "alice");
        _roster.AdmitNewcomers();
        Add("b", "bob");

        Assert.Equal(["a", "b"], _roster.RemoveAll().Select(member => member.Ref));

        Assert.Empty(_roster.Members);
        Assert.Empty(_roster.AdmitNewcomers());
        Assert.True(Add("c", "alice"));
        Assert.True(Add("d", "bob"));
    }

    private bool Add(string reference, string name) => _roster.TryAddNewcomer(reference, TestLines.Name(name), out _);
}
