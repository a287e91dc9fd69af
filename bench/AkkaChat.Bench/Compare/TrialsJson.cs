using System.Text.Json;
using System.Text.Json.Nodes;
using AkkaChat.Bench.Report;

namespace AkkaChat.Bench.Compare;

/// <summary>All trials, for programs.</summary>
internal static class TrialsJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Of(IEnumerable<TrialResult> trials, Rounds rounds) => new JsonObject
    {
        ["machine"] = Machine.Description,
        ["rounds"] = rounds.Count,
        ["seconds"] = rounds.Duration.TotalSeconds,
        ["trials"] = new JsonArray([.. trials.Select(Of)]),
    }.ToJsonString(Indented);

    private static JsonObject Of(TrialResult trial)
    {
        var node = new JsonObject
        {
            ["workload"] = trial.Workload,
            ["server"] = trial.Server,
            ["round"] = trial.Round,
            ["failure"] = trial.Failure,
            ["residentBytes"] = trial.ResidentBytes,
        };
        if (trial.Load is { } load)
        {
            node["sent"] = load.Sent;
            node["deliveries"] = load.Deliveries;
            node["seconds"] = load.Elapsed.TotalSeconds;
            node["serverCpuSeconds"] = load.ServerCpu?.TotalSeconds;
            node["driverCpuSeconds"] = load.DriverCpu.TotalSeconds;
            node["p50Milliseconds"] = load.P50.TotalMilliseconds;
            node["p99Milliseconds"] = load.P99.TotalMilliseconds;
            node["longestMilliseconds"] = load.Longest.TotalMilliseconds;
            node["timesEndInKernel"] = load.ByKernel;
        }

        if (trial.Idle is { } idle)
        {
            node["idleMembers"] = idle.Members;
            node["emptyBytes"] = idle.EmptyBytes;
            node["bytesPerMember"] = idle.BytesPerMember;
            node["firstHalfJoinsPerSecond"] = idle.FirstHalfPerSecond;
            node["driverShareOfJoining"] = idle.DriverShare;
            node["secondHalfJoinsPerSecond"] = idle.SecondHalfPerSecond;
        }

        return node;
    }
}
