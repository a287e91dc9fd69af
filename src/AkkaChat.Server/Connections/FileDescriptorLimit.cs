using System.Globalization;

namespace AkkaChat.Server.Connections;

/// <summary>
/// How many connections the file descriptors of the process are enough for. The runtime itself needs some at any time,
/// and ends the process where it gets none: so connections must never use up all of them.
/// </summary>
/// <param name="Connections">Most open connections.</param>
/// <param name="Refusals">Most refused clients that are told why at the same time.</param>
internal sealed record FileDescriptorLimit(int Connections, int Refusals)
{
    /// <summary>Left free for the runtime, for clients that are being refused or wait to be, and for health checks.</summary>
    private const int Reserve = 1024;

    private const int MaxRefusals = 256;

    /// <summary>Divides what is free now: half of a small number, all but the reserve of a large one, for connections.</summary>
    /// <param name="limit">Of open descriptors; null for none.</param>
    /// <param name="inUse">Open descriptors now.</param>
    /// <param name="wanted">Connections that are configured.</param>
    public static FileDescriptorLimit Allocate(int? limit, int inUse, int wanted)
    {
        if (limit is not { } most)
            return new FileDescriptorLimit(wanted, MaxRefusals);

        var free = Math.Max(0, most - inUse);
        var connections = Math.Min(wanted, Math.Max(1, Math.Max(free / 2, free - Reserve)));
        return new FileDescriptorLimit(connections, Math.Min(MaxRefusals, Math.Max(0, free - connections) / 4));
    }

    /// <summary>The least limit with which <see cref="Allocate"/> gives what is wanted.</summary>
    public static int Required(int inUse, int wanted) => inUse + Math.Min(2 * wanted, wanted + Reserve);

    /// <summary>
    /// The limit in force and the descriptors in use, as Linux tells them; elsewhere no limit. The runtime has raised the
    /// limit to the hard one.
    /// </summary>
    public static (int? Limit, int InUse) Read()
    {
        try
        {
            return (ParseLimit(File.ReadLines("/proc/self/limits")), Directory.EnumerateFiles("/proc/self/fd").Count());
        }
        catch (IOException)
        {
            return (null, 0);
        }
    }

    /// <summary>Finds the limit in the lines of <c>/proc/self/limits</c>; see proc_pid_limits(5).</summary>
    public static int? ParseLimit(IEnumerable<string> lines)
    {
        const string Label = "Max open files";
        var line = lines.FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
        var soft = line?[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
