using AkkaChat.Server.Cluster;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Tests.Cluster;

public sealed class NameDeskTests
{
    private static readonly Epoch Now = new(4, 44);
    private static readonly string[] Nodes = ["n1", "n2", "n3"];

    private readonly List<(string Address, IFromSequencer Message)> _sent = [];
    private readonly NameDesk _desk;
    private TimeSpan _time = TimeSpan.FromSeconds(100);

    public NameDeskTests() => _desk = new NameDesk(Now, () => _time, _sent);

    [Fact]
    public void A_name_is_given_when_all_other_nodes_have_answered_that_it_is_free()
    {
        _desk.OnReserve("n1", Reserve(1, 10), Nodes);
        var question = Assert.IsType<AskName>(_sent[0].Message).Question;
        Assert.Equal(["n2", "n3"], _sent.Select(item => item.Address));
        _sent.Clear();

        Answer("n2", question, isHeld: false);
        Assert.Empty(_sent);
        Answer("n3", question, isHeld: false);

        Assert.Equal(("n1", new NameDecided(Now, 1, "alice", 10, true)), Assert.Single(_sent));
    }

    [Fact]
    public void A_name_that_one_node_holds_is_refused()
    {
        _desk.OnReserve("n1", Reserve(1, 10), Nodes);
        var question = Assert.IsType<AskName>(_sent[0].Message).Question;

        Answer("n3", question, isHeld: true);

        Assert.Equal(("n1", new NameDecided(Now, 1, "alice", 10, false)), _sent[^1]);
    }

    [Fact]
    public void A_node_alone_gets_its_name_at_once()
    {
        _desk.OnReserve("n1", Reserve(1, 10), ["n1"]);

        Assert.Equal(("n1", new NameDecided(Now, 1, "alice", 10, true)), Assert.Single(_sent));
    }

    [Fact]
    public void A_node_that_does_not_answer_is_asked_again_and_waited_for_until_it_is_removed()
    {
        _desk.OnReserve("n1", Reserve(1, 10), Nodes);
        var question = Assert.IsType<AskName>(_sent[0].Message).Question;
        Answer("n2", question, isHeld: false);
        _sent.Clear();

        _desk.OnReserve("n1", Reserve(1, 10), Nodes);
        Assert.Equal(("n3", new AskName(Now, "alice", question)), Assert.Single(_sent));
        _desk.OnReserve("n1", Reserve(1, 10), ["n1", "n2"]);

        Assert.IsType<NameDecided>(_sent[^1].Message);
    }

    [Fact]
    public void A_second_request_of_a_name_waits_until_the_first_is_decided_or_given_up()
    {
        _desk.OnReserve("n1", Reserve(1, 10), Nodes);
        _sent.Clear();

        _desk.OnReserve("n2", Reserve(2, 20), Nodes);
        Assert.Empty(_sent);
        _time += TimeSpan.FromSeconds(2);
        _desk.OnReserve("n2", Reserve(2, 20), Nodes);

        Assert.Equal(["n1", "n3"], _sent.Select(item => item.Address));
    }

    [Fact]
    public void An_answer_to_an_earlier_question_does_not_count()
    {
        _desk.OnReserve("n1", Reserve(1, 10), ["n1", "n2"]);
        var question = Assert.IsType<AskName>(_sent[0].Message).Question;
        _desk.OnReserve("n1", Reserve(1, 11), ["n1", "n2"]);
        _sent.Clear();

        Answer("n2", question, isHeld: false);

        Assert.Empty(_sent);
    }

    private static ReserveName Reserve(long relay, long number) => new(relay, Now, number, "alice");

    private void Answer(string address, long question, bool isHeld) =>
        _desk.OnAnswer(address, new NameAnswer(9, Now, "alice", question, isHeld), Nodes);
}
