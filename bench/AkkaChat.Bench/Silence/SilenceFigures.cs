using System.Globalization;

namespace AkkaChat.Bench.Silence;

/// <summary>The figures of the same members in all runs.</summary>
internal sealed class SilenceFigures
{
    private readonly List<double> _seconds = [];
    private int _members;

    public int Disconnected { get; private set; }

    /// <param name="silence">The longest of any of the members.</param>
    public void AddSilence(TimeSpan silence) => _seconds.Add(silence.TotalSeconds);

    public void AddMembers((int Disconnected, int All) count)
    {
        Disconnected += count.Disconnected;
        _members += count.All;
    }

    /// <returns>Columns of a table: median and worst in seconds, members that were disconnected.</returns>
    public override string ToString()
    {
        _seconds.Sort();
        var median = (_seconds[(_seconds.Count - 1) / 2] + _seconds[_seconds.Count / 2]) / 2;
        return string.Create(CultureInfo.InvariantCulture, $"{median:0.00} | {_seconds[^1]:0.00} | {Disconnected} of {_members}");
    }
}
