using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Transports;

public sealed class TlsCertificateTests : IDisposable
{
    private const string Password = "hush";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "separate")]
    [InlineData(false, "encrypted")]
    [InlineData(false, "in one file")]
    [InlineData(true, "separate")]
    [InlineData(true, "encrypted")]
    [InlineData(true, "encrypted in one file")]
    public async Task A_certificate_is_read_with_its_chain_and_key(bool isRsa, string form)
    {
        var issued = TestCertificate.Issue(isRsa);
        var key = form.StartsWith("encrypted", StringComparison.Ordinal) ? issued.EncryptedKey(Password) : issued.Key;
        var files = form.EndsWith("file", StringComparison.Ordinal)
            ? Files(issued.Chain + key, key: "")
            : Files(issued.Chain, key);

        var loaded = await TlsCertificate.LoadAsync(files);

        Assert.Equal(issued.SerialNumber, loaded.Context.TargetCertificate.SerialNumber);
        Assert.True(loaded.Context.TargetCertificate.HasPrivateKey);
        Assert.Equal($"CN={TestCertificate.Host}", loaded.Subject);
        Assert.Equal("CN=AkkaChat test intermediate", Assert.Single(loaded.Context.IntermediateCertificates).Subject);
        Assert.Equal(loaded.Context.TargetCertificate.NotAfter, loaded.Expiry);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("a directory")]
    [InlineData("garbage")]
    [InlineData("of another key")]
    [InlineData("a wrong password")]
    [InlineData("without a key")]
    public async Task Files_that_are_of_no_use_are_reported_by_name_and_in_one_line(string problem)
    {
        var issued = TestCertificate.Issue();
        var files = problem switch
        {
            "missing" => Files(issued.Chain, issued.Key) with { Key = _folder.PathOf("missing.pem") },
            "a directory" => Files(issued.Chain, issued.Key) with { Key = _folder.PathOf("") },
            "garbage" => Files("garbage", issued.Key),
            "of another key" => Files(issued.Chain, TestCertificate.Issue().Key),
            "a wrong password" => Files(issued.Chain, issued.EncryptedKey("other")),
            _ => Files(issued.Chain, key: ""),
        };

        var exception = await Assert.ThrowsAsync<TlsCertificateException>(() => TlsCertificate.LoadAsync(files));

        Assert.Contains(_folder.PathOf(""), exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.DoesNotContain(Password, exception.Message, StringComparison.Ordinal);
    }

    /// <param name="key">Empty: it is in the file of the certificate.</param>
    private PemFiles Files(string certificate, string key) =>
        new(_folder.Write(certificate), key.Length == 0 ? "" : _folder.Write(key), Password);
}
