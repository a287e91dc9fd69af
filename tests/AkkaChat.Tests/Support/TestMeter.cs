using System.Diagnostics.Metrics;
using AkkaChat.Server.Observability.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaChat.Tests.Support;

/// <summary>Meters of their own: what is counted in other tests is not to be seen in them.</summary>
internal static class TestMeter
{
    public static ChatMeter Create() => new(Factory());

    public static IMeterFactory Factory() =>
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
}
