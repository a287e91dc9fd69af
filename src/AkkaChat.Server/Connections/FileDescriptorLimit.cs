using System.Globalization;

namespace AkkaChat.Server.Connections;

/// <summary>
/// How many connections fit into the limit of open files (RLIMIT_NOFILE). The .NET runtime needs descriptors at any time,
/// for example to start a thread, and aborts the process if it gets none: connections must never use up all of them.
/// </summary>
/// <param name="Connections">Maximum number of connections admitted at the same time.</param>
/// <param name="Rejections">Maximum number of clients that are sent a rejection at the same time.</param>
internal sealed record FileDescriptorLimit(int Connections, int Rejections)
{
    /// <summary>
    /// The minimum limit that the server starts with. Akka.IO accepts whatever the backlog holds before any of it can be
    /// rejected: floods of 3000 clients took up to 850 descriptors of this limit, and all of half of it.
    /// </summary>
    public const int Minimum = 1024;

    /// <summary>Kept free for the runtime, for connections that are being rejected or accepted, and for health checks.</summary>
    private const int Reserve = 1024;

    private const int MaxRejections = 256;

    /// <summary>Admits half of a small number of free descriptors, and all but the reserve of a large one.</summary>
    /// <param name="limit">Null for no limit.</param>
    /// <param name="inUse">Descriptors that are open now.</param>
    /// <param name="wanted">Connections that are configured.</param>
    public static FileDescriptorLimit Allocate(int? limit, int inUse, int wanted)
    {
        if (limit is not { } most)
            return new FileDescriptorLimit(wanted, MaxRejections);

        var free = Math.Max(0, most - inUse);
        var connections = Math.Min(wanted, Math.Max(1, Math.Max(free / 2, free - Reserve)));
        return new FileDescriptorLimit(connections, Math.Min(MaxRejections, Math.Max(0, free - connections) / 4));
    }

    /// <summary>The minimum limit for which <see cref="Allocate"/> admits all that are wanted.</summary>
    public static int Required(int inUse, int wanted) => inUse + Math.Min(2 * wanted, wanted + Reserve);

    /// <summary>
    /// The limit in force, to which the runtime has raised the soft limit already, and the descriptors in use. Read from
    /// Linux; no limit elsewhere.
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

    /// <summary>Finds the soft limit in the lines of <c>/proc/self/limits</c>; see proc_pid_limits(5).</summary>
    public static int? ParseLimit(IEnumerable<string> lines)
    {
        const string Label = "Max open files";
        var line = lines.FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
        var soft = line?[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
