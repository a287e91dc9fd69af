using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Control;
using AkkaChat.Server.Hosting;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Tests.Documents;

/// <summary>The documents mention only what exists, and the tables are complete.</summary>
public sealed partial class DocumentsTests
{
    private const string Ours = "akkachat.";

    /// <summary>Extensions of file names, which look like keys.</summary>
    private static readonly string[] Extensions = ["hocon", "service", "tar"];

    /// <summary>The server's own keys, without their root.</summary>
    private static IEnumerable<string> ServerKeys => ReferenceKey.All
        .Where(key => key.Path.StartsWith(Ours, StringComparison.Ordinal))
        .Select(key => key.Path[Ours.Length..]);

    [Fact]
    public void Every_key_of_the_server_has_a_comment_in_the_reference_configuration() => Assert.DoesNotContain(
        ReferenceKey.All,
        key => key.Path.StartsWith(Ours, StringComparison.Ordinal) && !key.HasComment);

    [Fact]
    public void Every_key_and_metric_that_a_page_mentions_exists()
    {
        string[] known =
        [
            .. ReferenceKey.All.SelectMany(key => WithSections(key.Path)),
            .. ServerKeys.SelectMany(WithSections),
            .. Instruments().Select(instrument => instrument.Name),
            ChatMeter.Reason,
            ChatMeter.Door,
            ChatMeter.Verb,
            ChatMeter.Outcome,
        ];

        // CHANGELOG.md mentions names that are gone.
        Assert.Empty(
            from page in MarkdownPage.All
            where page.Name != "CHANGELOG.md"
            from code in page.Code
            where IsLikeAKey(code) && !known.Contains(code)
            select $"{page.Name}: {code}");
    }

    [Fact]
    public void The_table_of_what_a_reload_changes_is_complete() => Assert.Equal(
        ReloadableKeys.All.Order(),
        MarkdownPage.Table("key", "a change takes effect").SelectMany(row => row[0].Split(", ")).Select(key => Ours + MarkdownPage.Plain(key)).Order());

    [Fact]
    public void The_table_of_metrics_is_complete()
    {
        var documented = MarkdownPage.Table("metric", "unit", "kind")
            .Select(row => $"{MarkdownPage.Plain(row[0])} {MarkdownPage.Plain(row[1])} {row[2]}");

        Assert.Equal(
            Instruments().Select(instrument => $"{instrument.Name} {instrument.Unit} {KindOf(instrument)}").Order(),
            documented.Order());
    }

    [Fact]
    public void The_table_of_events_is_complete()
    {
        var documented = MarkdownPage.Table("event (`EventId.Name`)", "level", "text")
            .Select(row => $"{MarkdownPage.Plain(row[0])} {LevelIn(row)} {MarkdownPage.Plain(row[2])}");

        var events = typeof(LogMessages).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => (method.Name, Line: method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Select(method => $"{method.Name} {LevelOf(method.Line)} {TextOf(method.Line)}");
        Assert.Equal(events.Order(), documented.Order());
    }

    /// <summary>Log lines that are not among the server's events: their texts are searched in the source.</summary>
    [Fact]
    public void Every_other_log_line_that_a_page_mentions_exists()
    {
        var source = string.Concat(
            Directory.EnumerateFiles(Path.Combine(MarkdownPage.Repository, "src"), "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText));

        Assert.All(
            MarkdownPage.Table("text", "level", "when"),
            row => Assert.Contains($"\"{MarkdownPage.Plain(row[0])}\"", FormatPattern().Replace(source, "}"), StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_of_close_reasons_is_complete()
    {
        var documented = MarkdownPage.Table("reason", "the client").Select(row => MarkdownPage.Plain(row[0]));

        Assert.Equal(Enum.GetValues<CloseReason>().Select(reason => reason.Tag).Order(), documented.Order());
    }

    [Fact]
    public void The_table_of_close_codes_has_the_code_of_each_reason()
    {
        var documented = MarkdownPage.Table("code", "reasons")
            .SelectMany(row => ReasonPattern().Matches(row[1]).Select(reason => $"{row[0]} {reason.Groups[1].Value}"));

        Assert.All(
            documented,
            code => Assert.Contains(
                code, Enum.GetValues<CloseReason>().Select(reason => $"{(int)WebSocketCloseStatuses.Of(reason)} {reason.Tag}")));
    }

    /// <summary>The map of the code, and the other places where it names types and their members.</summary>
    [Fact]
    public void Every_file_and_member_that_the_architecture_mentions_exists()
    {
        var files = Directory.EnumerateFiles(Path.Combine(MarkdownPage.Repository, "src"), "*.*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(MarkdownPage.Repository, file))
            .Where(file => !file.Split('/').Any(folder => folder is "bin" or "obj"))
            .ToArray();
        var types = typeof(EntryPoint).Assembly.GetTypes().Where(type => !type.IsNested).ToLookup(type => type.Name.Split('`')[0]);

        Assert.Empty(
            from code in MarkdownPage.All.Single(page => page.Name == "docs/architecture.md").Code
            where FilePattern().IsMatch(code)
                ? !files.Any(file => $"/{file}".EndsWith($"/{code}", StringComparison.Ordinal))
                : MemberPattern().Match(code) is { Success: true } member
                    && !types[member.Groups[1].Value].Any(type => type.GetMember(
                        member.Groups[2].Value,
                        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Length > 0)
            select code);
    }

    [Fact]
    public void Every_message_of_the_server_to_a_client_is_documented()
    {
        var page = string.Concat(MarkdownPage.All.Single(page => page.Name == "docs/protocol.md").Code);

        Assert.All(ServerTexts(), text => Assert.Contains(WithoutNumbers(text), WithoutNumbers(page), StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_of_exit_codes_is_complete()
    {
        var documented = MarkdownPage.Table("code", "meaning").Select(row => row[0]);

        var codes = typeof(ExitCode).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Select(field => Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture));
        Assert.Equal(codes.Order(), documented.Order());
    }

    [Fact]
    public async Task The_documented_options_are_those_of_the_help()
    {
        var lines = await HelpAsync();
        foreach (var verb in ControlVerb.All)
            lines = [.. lines, .. await HelpAsync(verb.Name)];
        lines = [.. lines, .. (await ClientExecutable.RunAsync("--help")).Output.Split('\n')];
        var options = lines
            .Select(line => OptionOfHelp().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct();

        // CONTRIBUTING.md mentions options of other programs.
        var pages = MarkdownPage.All.Where(page => page.Name != "CONTRIBUTING.md");
        Assert.Equal(options.Order(), pages.SelectMany(OptionsIn).Distinct().Order());
    }

    [Fact]
    public void The_table_of_verbs_is_complete() => Assert.Equal(
        ControlVerb.All.Select(verb => verb.Name),
        MarkdownPage.Table("verb", "what it does").Select(row => MarkdownPage.Plain(row[0]).Split(' ')[0]));

    [Fact]
    public void Every_example_configuration_is_valid()
    {
        using var folder = new TempFolder();
        var file = folder.PathOf("example.hocon");
        var examples = MarkdownPage.All
            .SelectMany(page => page.CodeBlocks)
            .Where(block => block.StartsWith("akkachat {", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            File.WriteAllText(file, example);
            ConfigurationLoader.Load([file], [], _ => null);
        }
    }

    [Fact]
    public void Every_key_that_an_example_sets_exists()
    {
        var keys = MarkdownPage.All
            .SelectMany(page => page.Code.Concat(page.CodeBlocks))
            .SelectMany(code => SetPattern().Matches(code))
            .Select(match => match.Groups[1].Value)
            .Where(key => key != "KEY")
            .ToList();

        Assert.NotEmpty(keys);
        Assert.Empty(keys.Except(ServerKeys).Except(ReferenceKey.All.Select(key => key.Path)));
    }

    [Fact]
    public void Every_relative_link_has_a_target()
    {
        Assert.NotEmpty(MarkdownPage.All);
        Assert.Empty(
            from page in MarkdownPage.All
            from link in page.BrokenLinks
            select $"{page.Name}: {link}");
    }

    [Fact]
    public void Every_workload_that_a_page_mentions_exists()
    {
        var source = File.ReadAllText(Path.Combine(MarkdownPage.Repository, "bench/AkkaChat.Bench/Load/Workload.cs"));
        var known = WorkloadPattern().Matches(source).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(known);
        Assert.Empty(
            from page in MarkdownPage.All
            from code in page.Code.Concat(page.CodeBlocks)
            from match in WorkloadOption().Matches(code)
            from name in match.Groups[1].Value.Split(',')
            where !known.Contains(name)
            select $"{page.Name}: {name}");
    }

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
            || ServerKeys.Any(key => key.StartsWith($"{code.Split('.')[0]}.", StringComparison.Ordinal)))
        && !Extensions.Contains(code.Split('.')[^1]);

    private static async Task<string[]> HelpAsync(params string[] verb)
    {
        using var output = new StringWriter();
        var stream = new StandardStream(output, HasPriorities: false);
        Assert.Equal(0, await CommandLine.RunAsync([.. verb, "--help"], stream, new ErrorOutput(stream)));
        return $"{output}".Split('\n');
    }

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
        var meter = new ChatMeter(factory, new(), new());
        meter.ShowExpiry(certificate: null!, TimeProvider.System);
        meter.ShowCluster(new RelayGauges());
        return instruments;
    }

    private static IEnumerable<string> ServerTexts()
    {
        var constants = typeof(ServerMessages).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Select(field => (string)field.GetRawConstantValue()!);
        var methods = typeof(ServerMessages).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => (string)method.Invoke(null, [.. method.GetParameters().Select(Example)])!);
        return [.. constants, .. methods, ServerMessages.Muted(TimeSpan.FromMinutes(1), "")];
    }

    private static object? Example(ParameterInfo parameter) => parameter.Name switch
    {
        "reason" => "",
        "name" => TestSettings.Default.Connection.ServerName,
        _ => Activator.CreateInstance(parameter.ParameterType),
    };

    private static string WithoutNumbers(string text) => Digits().Replace(text, "0");

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> or ObservableCounter<long> => "total",
        Histogram<double> => "histogram",
        _ => "now",
    };

    /// <summary>Empty for an event whose level depends on its content: the table describes that in words.</summary>
    private static string LevelOf(LoggerMessageAttribute line) => line.Level == LogLevel.None ? "" : $"{line.Level}";

    /// <summary>Without the formats of the values, such as <c>:0.0</c>.</summary>
    private static string TextOf(LoggerMessageAttribute line) => FormatPattern().Replace(line.Message, "}");

    private static string LevelIn(string[] row) => typeof(LogMessages).GetMethod(MarkdownPage.Plain(row[0]))
        ?.GetCustomAttribute<LoggerMessageAttribute>() is { Level: LogLevel.None } ? "" : row[1];

    /// <summary>Options in inline code, and those in commands that start the server.</summary>
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

    /// <summary>A command that starts the published server, or the server in the checkout.</summary>
    [GeneratedRegex(@"(?:/AkkaChat\.Server|run --project src/AkkaChat\.Server --) (.*)")]
    private static partial Regex ServerPattern();

    /// <summary>The name at the beginning of an entry of the list of workloads.</summary>
    [GeneratedRegex("new\\(\"([a-z-]+)\",")]
    private static partial Regex WorkloadPattern();

    [GeneratedRegex("--workload ([A-Za-z0-9,-]+)")]
    private static partial Regex WorkloadOption();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex ReasonPattern();

    [GeneratedRegex(@"^[A-Za-z/]+\.(cs|html|css|js)\z")]
    private static partial Regex FilePattern();

    [GeneratedRegex(@"^(?!AkkaChat\.)([A-Z][A-Za-z]+)\.([A-Z][A-Za-z]+)\z")]
    private static partial Regex MemberPattern();

    [GeneratedRegex(@":[a-z0-9.]+\}")]
    private static partial Regex FormatPattern();

    [GeneratedRegex(@"--set ([A-Za-z0-9.-]+)=")]
    private static partial Regex SetPattern();
}
