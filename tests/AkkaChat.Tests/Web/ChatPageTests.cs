using System.Security.Cryptography;
using System.Text;
using AkkaChat.Server.Web;

namespace AkkaChat.Tests.Web;

public sealed class ChatPageTests
{
    private static readonly PageSettings Settings = new("server", 65536, NeedsPassword: false);

    [Fact]
    public void The_settings_are_attributes_of_the_root_element()
    {
        var html = HtmlOf(Settings);

        Assert.Contains(
            "<html lang=\"en\" data-server-name=\"server\" data-max-message-length=\"65536\">",
            html,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_says_that_a_password_is_needed() =>
        Assert.Contains(
            "data-max-message-length=\"65536\" data-needs-password>",
            HtmlOf(Settings with { NeedsPassword = true }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("\"><script>alert(1)</script>", "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("R&D's", "R&amp;D&#39;s")]
    [InlineData("{{script}}", "{{script}}")]
    public void The_name_of_the_server_cannot_become_markup(string name, string expected) =>
        Assert.Contains(
            $"data-server-name=\"{expected}\" data-max-message-length", HtmlOf(Settings with { ServerName = name }), StringComparison.Ordinal);

    [Theory]
    [InlineData("script", "script-src")]
    [InlineData("style", "style-src")]
    public void The_policy_allows_exactly_the_script_and_the_style_of_the_page(string element, string directive)
    {
        var page = new ChatPage(Settings);
        var html = Encoding.UTF8.GetString(page.Html.Span);
        var start = html.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var content = html[start..html.IndexOf($"</{element}>", start, StringComparison.Ordinal)];

        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

        Assert.Contains($"{directive} 'sha256-{hash}'", page.ContentSecurityPolicy.Split("; "));
        Assert.Equal(2, html.Split($"<{element}").Length);
    }

    [Fact]
    public void The_policy_allows_nothing_that_the_page_does_not_need()
    {
        var directives = new ChatPage(Settings).ContentSecurityPolicy.Split("; ");

        Assert.Equal(
            [
                "default-src 'none'", "connect-src 'self'", "img-src data:", "base-uri 'none'", "form-action 'none'",
                "frame-ancestors 'none'", "require-trusted-types-for 'script'",
            ],
            directives.Where(directive => !directive.Contains("sha256", StringComparison.Ordinal)));
    }

    /// <summary>Other line ends would change the text that the browser hashes.</summary>
    [Fact]
    public void The_page_has_no_placeholders_and_no_carriage_returns()
    {
        var html = HtmlOf(Settings);

        Assert.DoesNotContain("{{", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_loads_nothing_from_anywhere()
    {
        var html = HtmlOf(Settings);

        Assert.DoesNotContain(" src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.Equal("data:image/svg+xml", html[(html.IndexOf(" href=\"", StringComparison.Ordinal) + 7)..][..18]);
        Assert.Equal(2, html.Split(" href=").Length);
    }

    [Fact]
    public void The_entity_tag_changes_with_the_page()
    {
        var tag = new ChatPage(Settings).ETag;

        Assert.Matches("^\"[0-9a-f]{32}\"$", tag);
        Assert.Equal(tag, new ChatPage(Settings).ETag);
        Assert.NotEqual(tag, new ChatPage(Settings with { ServerName = "room" }).ETag);
    }

    private static string HtmlOf(PageSettings settings) => Encoding.UTF8.GetString(new ChatPage(settings).Html.Span);
}
