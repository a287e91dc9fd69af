using System.Globalization;
using System.Security;
using System.Text;

namespace AkkaChat.Bench.Report;

/// <summary>Panels side by side, with logarithmic axes, as SVG that can be read on white and on black.</summary>
/// <param name="horizontal">What the horizontal axes mean.</param>
internal sealed class LogLogPlot(string horizontal, IReadOnlyList<PlotPanel> panels)
{
    private const int PanelWidth = 440;
    private const int Height = 360;
    private const int Left = 64;
    private const int Right = 20;
    private const int Top = 64;
    private const int Bottom = 48;

    private const string Style =
        """
        text { font: 12px sans-serif; fill: #333 }
        .title { font-weight: bold }
        .below { text-anchor: middle }
        .beside { text-anchor: end }
        .grid { stroke: #ddd }
        .line { fill: none; stroke-width: 2 }
        @media (prefers-color-scheme: dark) { text { fill: #ccc } .grid { stroke: #444 } }
        """;

    /// <summary>They can be told apart on white and on black, and by those who do not see red and green.</summary>
    private static readonly string[] Colours = ["#0077bb", "#ee7733", "#009988", "#cc3311", "#ee3377", "#888888"];

    private readonly StringBuilder _svg = new();

    public string ToSvg()
    {
        var width = panels.Count * PanelWidth;
        var size = $"width='{width}' height='{Height}' viewBox='0 0 {width} {Height}'";
        Append($"<svg xmlns='http://www.w3.org/2000/svg' {size}>");
        Append($"<style>\n{Style}\n</style>");
        Legend(panels[0].Lines);
        for (var i = 0; i < panels.Count; i++)
            Panel(panels[i], i * PanelWidth);
        Append($"</svg>");
        return _svg.ToString();
    }

    private void Legend(IReadOnlyList<PlotLine> lines)
    {
        var x = Left;
        for (var i = 0; i < lines.Count; i++)
        {
            Append($"<circle cx='{x}' cy='16' r='5' fill='{Colour(i)}'/>");
            Append($"<text x='{x + 10}' y='20'>{SecurityElement.Escape(lines[i].Name)}</text>");
            // About the width of a letter.
            x += 36 + (7 * lines[i].Name.Length);
        }
    }

    private void Panel(PlotPanel panel, int offset)
    {
        var points = panel.Lines.SelectMany(line => line.Points).ToList();
        if (points.Count == 0)
            return;

        var x = new LogAxis(points.Select(point => point.X), offset + Left, offset + PanelWidth - Right);
        var y = new LogAxis(points.Select(point => point.Y), Height - Bottom, Top);
        Append($"<text class='title' x='{x.Start}' y='{Top - 16}'>{SecurityElement.Escape(panel.Title)}</text>");
        foreach (var power in x.Powers)
        {
            var at = x.Of(power);
            Append($"<line class='grid' x1='{at:F1}' x2='{at:F1}' y1='{y.Start}' y2='{y.End}'/>");
            Append($"<text class='below' x='{at:F1}' y='{y.Start + 18}'>{Label(power)}</text>");
        }

        foreach (var power in y.Powers)
        {
            var at = y.Of(power);
            Append($"<line class='grid' x1='{x.Start}' x2='{x.End}' y1='{at:F1}' y2='{at:F1}'/>");
            Append($"<text class='beside' x='{x.Start - 6}' y='{at + 4:F1}'>{Label(power)}</text>");
        }

        var middle = (x.Start + x.End) / 2;
        Append($"<text class='below' x='{middle}' y='{Height - 10}'>{SecurityElement.Escape(horizontal)}</text>");
        for (var i = 0; i < panel.Lines.Count; i++)
            Line([.. panel.Lines[i].Points.Select(point => (x.Of(point.X), y.Of(point.Y)))], Colour(i));
    }

    private void Line(IReadOnlyList<(double X, double Y)> points, string colour)
    {
        var path = string.Join(' ', points.Select(
            point => string.Create(CultureInfo.InvariantCulture, $"{point.X:F1},{point.Y:F1}")));
        Append($"<polyline class='line' stroke='{colour}' points='{path}'/>");
        foreach (var (x, y) in points)
            Append($"<circle cx='{x:F1}' cy='{y:F1}' r='3' fill='{colour}'/>");
    }

    private static string Colour(int line) => Colours[line % Colours.Length];

    private static string Label(double power) => power switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{power / 1e6:#,0} M"),
        _ => power.ToString("#,0.####", CultureInfo.InvariantCulture),
    };

    private void Append(FormattableString line) =>
        _svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
