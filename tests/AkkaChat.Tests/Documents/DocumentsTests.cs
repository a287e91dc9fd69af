
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using AkkaChat.Hocon;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Hosting;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Tests.Configuration;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Tests.Documents;

/// <summary>What the documents say is there and is so, and what is there stands in the documents.</summary>
public sealed partial class DocumentsTests
{
    private const string Ours = "akkachat.";

    /// <summary>Names of files, which look like keys.</summary>
    private static readonly string[] Extensions = ["hocon", "service", "tar"];

    /// <summary>The keys that the server asks for: it does not start without one of them, nor with one more.</summary>
    private static readonly Dictionary<string, string> Defaults = Leaves(Reference("akkachat"), "").ToDictionary();

    private static readonly Dictionary<string, string> EngineDefaults = Leaves(Reference("akka"), "akka.").ToDictionary();

    private static MarkdownPage Operations => MarkdownPage.Operations;

    [Fact]
    public void Every_key_is_in_the_table_with_its_default_and_no_other()
    {
        var documented = Operations.Table("key", "default", "meaning")
            .Select(row => $"{MarkdownPage.Plain(row[0])} = {MarkdownPage.Plain(row[1])}");

        Assert.Equal(Defaults.Select(value => $"{value.Key} = {value.Value}").Order(), documented.Order());
    }

    [Fact]
    public void Every_key_and_metric_that_is_mentioned_anywhere_exists()
    {
        string[] known =
        [
            .. Defaults.Keys.SelectMany(WithSections),
            .. Defaults.Keys.SelectMany(WithSections).Select(key => Ours + key),
            .. EngineDefaults.Keys.SelectMany(WithSections),
            .. Instruments().Select(instrument => instrument.Name),
            ChatMeter.Reason,
        ];

        Assert.Empty(
            from page in MarkdownPage.All
            from code in page.Code
            where IsLikeAKey(code) && !known.Contains(code)
            select $"{page.Name}: {code}");
    }

    [Fact]
    public void Every_metric_is_in_the_table_with_its_unit_and_no_other()
    {
        var documented = Operations.Table("metric", "unit", "kind")
            .Select(row => $"{MarkdownPage.Plain(row[0])} {MarkdownPage.Plain(row[1])} {row[2]}");

        Assert.Equal(
            Instruments().Select(instrument => $"{instrument.Name} {instrument.Unit} {KindOf(instrument)}").Order(),
            documented.Order());
    }

    [Fact]
    public void Every_event_is_in_the_table_with_its_level_and_its_text_and_no_other()
    {
        var documented = Operations.Table("event (`@i`)", "level", "text")
            .Select(row => $"{MarkdownPage.Plain(row[0])} {LevelIn(row)} {MarkdownPage.Plain(row[2])}");

        var events = typeof(LogMessages).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => (method.Name, Line: method.GetCustomAttribute<LoggerMessageAttribute>()!));
        Assert.Equal(events.Select(told => $"{told.Name} {LevelOf(told.Line)} {told.Line.Message}").Order(), documented.Order());
    }

    /// <summary>Lines that are no events of ours: their texts are looked for in the source.</summary>
    [Fact]
    public void Every_other_line_of_the_log_that_is_documented_exists()
    {
        var source = string.Concat(
            Directory.EnumerateFiles(Path.Combine(MarkdownPage.Repository, "src"), "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText));

        Assert.All(
            Operations.Table("text", "level", "when"),
            row => Assert.Contains($"\"{MarkdownPage.Plain(row[0])}\"", source, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_reason_is_in_the_table_and_no_other()
    {
        var documented = Operations.Table("reason", "the client").Select(row => MarkdownPage.Plain(row[0]));

        Assert.Equal(Enum.GetValues<CloseReason>().Select(reason => reason.Tag).Order(), documented.Order());
    }

    [Fact]
    public void Every_exit_code_is_in_the_table_and_no_other()
    {
        var documented = Operations.Table("code", "meaning").Select(row => row[0]);

        var codes = typeof(ExitCode).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Select(field => Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture));
        Assert.Equal(codes.Order(), documented.Order());
    }

    [Fact]
    public async Task Every_option_is_documented_and_no_other()
    {
        using var server = ServerProcess.Start("--help");
        Assert.Equal(0, await server.ExitAsync());
        var options = server.Output
            .Select(line => OptionOfHelp().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);

        Assert.Equal(options.Order(), OptionsIn(Operations).Distinct().Order());
        // Who contributes uses other programs as well.
        var pages = MarkdownPage.All.Where(page => page.Name != "CONTRIBUTING.md");
        Assert.Subset(options.ToHashSet(), pages.SelectMany(OptionsIn).ToHashSet());
    }

    [Fact]
    public void Every_example_of_configuration_is_valid()
    {
        using var files = new TempFiles();
        var examples = MarkdownPage.All
            .SelectMany(page => page.CodeBlocks)
            .Where(block => block.StartsWith("akkachat {", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(examples);
        foreach (var example in examples)
            ConfigurationLoader.Load([files.Write(example)], [], _ => null);
    }

    [Fact]
    public void Every_value_that_is_set_in_an_example_has_a_key()
    {
        var keys = MarkdownPage.All
            .SelectMany(page => page.Code.Concat(page.CodeBlocks))
            .SelectMany(code => SetPattern().Matches(code))
            .Select(match => match.Groups[1].Value)
            .Where(key => key != "KEY")
            .ToList();

        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.True(Defaults.ContainsKey(key) || EngineDefaults.ContainsKey(key), key));
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        Assert.NotEmpty(MarkdownPage.All);
        Assert.Empty(
            from page in MarkdownPage.All
            from link in page.BrokenLinks
            select $"{page.Name}: {link}");
    }

    private static HoconSection Reference(string root)
    {
        using var stream = typeof(ConfigurationLoader).Assembly.GetManifestResourceStream("akkachat.hocon")!;
        using var reader = new StreamReader(stream);
        return (HoconSection)HoconReader.ReadFile(reader.ReadToEnd(), "reference").Find(root)!;
    }

    private static IEnumerable<KeyValuePair<string, string>> Leaves(HoconSection section, string prefix) => section.Fields.SelectMany(
        field => field.Value is HoconSection inner
            ? Leaves(inner, $"{prefix}{field.Key}.")
            : [KeyValuePair.Create(prefix + field.Key, ((HoconScalar)field.Value).Text)]);

    /// <summary>A key, and the sections that it is in.</summary>
    private static IEnumerable<string> WithSections(string key)
    {
        for (var end = key.Length; end > 0; end = key.LastIndexOf('.', end - 1))
            yield return key[..end];
    }

    private static bool IsLikeAKey(string code) =>
        KeyPattern().IsMatch(code)
        && (code.StartsWith(Ours, StringComparison.Ordinal)
            || code.StartsWith("akka.", StringComparison.Ordinal)
            || Defaults.Keys.Any(key => key.StartsWith($"{code.Split('.')[0]}.", StringComparison.Ordinal)))
        && !Extensions.Contains(code.Split('.')[^1]);

    private static List<Instrument> Instruments()
    {
        var instruments = new List<Instrument>();
        var factory = TestMeter.Factory();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope == factory)
                instruments.Add(instrument);
        };
        listener.Start();
        _ = new ChatMeter(factory);
        return instruments;
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> or ObservableCounter<long> => "total",
        Histogram<double> => "histogram",
        _ => "now",
    };

    /// <summary>The level that an event always has; where it depends, the words are not looked at.</summary>
    private static string LevelOf(LoggerMessageAttribute line) => line.Level == LogLevel.None ? "" : $"{line.Level}";

    private static string LevelIn(string[] row) => typeof(LogMessages).GetMethod(MarkdownPage.Plain(row[0]))
        ?.GetCustomAttribute<LoggerMessageAttribute>() is { Level: LogLevel.None } ? "" : row[1];

    /// <summary>Options in the text, and those that examples give to the server.</summary>
    private static IEnumerable<string> OptionsIn(MarkdownPage page) => page.Code
        .Concat(page.CodeBlocks.SelectMany(block => block.Split('\n')).SelectMany(ArgumentsOfServer))
        .Select(code => OptionPattern().Match(code)).Where(match => match.Success).Select(match => match.Value);

    private static string[] ArgumentsOfServer(string command) =>
        ServerPattern().Match(command) is { Success: true, Groups: var groups } ? groups[1].Value.Split(' ') : [];

    [GeneratedRegex(@"^[a-z-]+(\.[a-z0-9-]+)+\z")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"^--[a-z-]+")]
    private static partial Regex OptionPattern();

    [GeneratedRegex(@"^  (?:-.*, )?(--[a-z-]+)")]
    private static partial Regex OptionOfHelp();

    /// <summary>A program that has been published, or what is run in the checkout.</summary>
    [GeneratedRegex(@"(?:/AkkaChat\.Server|run --project src/AkkaChat\.Server --) (.*)")]
    private static partial Regex ServerPattern();

    [GeneratedRegex(@"--set ([A-Za-z0-9.-]+)=")]
    private static partial Regex SetPattern();
}
