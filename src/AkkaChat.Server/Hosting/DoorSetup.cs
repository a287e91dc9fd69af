using System.Net;
using System.Net.Sockets;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Hosting;

/// <summary>Addresses and certificate of the doors, looked up before anything starts.</summary>
/// <param name="Plain">All addresses of listen.host, with the same port.</param>
/// <param name="Tls">The same of tls.listen; empty if it is off.</param>
/// <param name="Web">The same of web.listen; empty if it is off.</param>
/// <param name="Certificate">Null if no door needs one.</param>
internal sealed record DoorSetup(
    IReadOnlyList<IPEndPoint> Plain,
    IReadOnlyList<IPEndPoint> Tls,
    IReadOnlyList<IPEndPoint> Web,
    TlsCertificateStore? Certificate)
{
    /// <exception cref="CannotListenException">A host name cannot be resolved.</exception>
    /// <exception cref="ConfigurationException">The certificate is of no use.</exception>
    public static async Task<DoorSetup> CreateAsync(ChatSettings settings)
    {
        var listen = settings.Listen;
        var certificate = await LoadStoreAsync(settings);
        return new DoorSetup(
            await ResolveAsync(listen.Address),
            await ResolveAsync(listen.Tls),
            await ResolveAsync(settings.Web.Listen),
            certificate);
    }

    /// <summary>Reads the certificate, and resolves no name.</summary>
    /// <exception cref="ConfigurationException">The certificate is of no use.</exception>
    public static async Task<DoorSetup> CreateForCheckAsync(ChatSettings settings) =>
        new([new IPEndPoint(IPAddress.Any, 0)], [], [], await LoadStoreAsync(settings));

    /// <exception cref="CannotListenException">The host name cannot be resolved.</exception>
    public static async Task<IPEndPoint[]> ResolveAsync(HostPort address, Func<HostPort, Task<IPEndPoint[]>> resolve)
    {
        try
        {
            return await resolve(address);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new CannotListenException($"{address}", exception.Message);
        }
    }

    /// <returns>Null if no door needs one.</returns>
    /// <exception cref="ConfigurationException">The certificate is of no use.</exception>
    public static async Task<TlsCertificate?> LoadCertificateAsync(ChatSettings settings)
    {
        if (!settings.NeedsCertificate)
            return null;

        try
        {
            return await TlsCertificate.LoadAsync(settings.Tls.Files);
        }
        catch (TlsCertificateException exception)
        {
            throw new ConfigurationException([$"akkachat.tls.certificate or akkachat.tls.key cannot be used: {exception.Message}"]);
        }
    }

    private static async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(HostPort? address) =>
        address is null ? [] : await ResolveAsync(address, host => host.ResolveAsync());

    private static async Task<TlsCertificateStore?> LoadStoreAsync(ChatSettings settings) =>
        await LoadCertificateAsync(settings) is { } certificate ? new TlsCertificateStore(certificate) : null;
}
