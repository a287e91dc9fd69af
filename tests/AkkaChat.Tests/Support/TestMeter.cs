using System.Diagnostics.Metrics;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Room;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaChat.Tests.Support;

/// <summary>Meters that are isolated from those of other tests in the process.</summary>
internal static class TestMeter
{
    public static ChatMeter Create() => new(Factory(), new ConnectionStatsRegistry(), new RoomGauges());

    public static IMeterFactory Factory() =>
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
}
