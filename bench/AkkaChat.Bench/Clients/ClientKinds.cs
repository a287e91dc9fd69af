namespace AkkaChat.Bench.Clients;

/// <summary>All random clients that there are. The limits keep the load such that two cores can bear it.</summary>
internal static class ClientKinds
{
    private const int NoLimit = int.MaxValue;

    /// <param name="stuckReaders">Most clients at a time that do not read.</param>
    public static ClientKind[] Create(int stuckReaders) =>
    [
        new(Chatter.Kind, Weight: 30, NoLimit, IsServed: true, Chatter.RunAsync),
        new(Visitor.Kind, Weight: 10, NoLimit, IsServed: true, Visitor.RunAsync),
        new(Resetter.Kind, Weight: 12, NoLimit, IsServed: false, Resetter.RunAsync),
        new(Flooder.Kind, Weight: 4, MostActive: 1, IsServed: true, Flooder.RunAsync),
        new(StuckReader.Kind, Weight: 3, stuckReaders, IsServed: false, StuckReader.RunAsync),
        new(GarbageSender.Kind, Weight: 6, MostActive: 3, IsServed: false, GarbageSender.RunAsync),
        new(NeverNamed.Kind, Weight: 6, MostActive: 8, IsServed: false, NeverNamed.RunAsync),
        new(Dripper.Kind, Weight: 6, MostActive: 6, IsServed: true, Dripper.RunAsync),
        new(BadName.Kind, Weight: 8, MostActive: 4, IsServed: true, BadName.RunAsync),
        new(Twin.Kind, Weight: 8, MostActive: 6, IsServed: true, Twin.RunAsync),
    ];
}
