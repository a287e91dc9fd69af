using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public sealed class FileDescriptorLimitTests
{
    [Theory]
    [InlineData(null, 100, 10_000, 10_000, 256)]
    [InlineData(1_000_000, 200, 10_000, 10_000, 256)]
    [InlineData(11_224, 200, 10_000, 10_000, 256)]
    [InlineData(11_223, 200, 10_000, 9_999, 256)]
    [InlineData(1024, 224, 10_000, 400, 100)]
    [InlineData(300, 160, 10_000, 70, 17)]
    [InlineData(300, 160, 20, 20, 30)]
    [InlineData(100, 160, 10_000, 1, 0)]
    public void Free_descriptors_are_divided_between_connections_rejections_and_the_reserve(
        int? limit, int inUse, int wanted, int connections, int rejections) =>
        Assert.Equal(new FileDescriptorLimit(connections, rejections), FileDescriptorLimit.Allocate(limit, inUse, wanted));

    [Theory]
    [InlineData(200, 10_000, 11_224)]
    [InlineData(160, 70, 300)]
    [InlineData(0, 1, 2)]
    public void The_required_limit_is_the_least_that_admits_all_wanted_connections(int inUse, int wanted, int required)
    {
        Assert.Equal(required, FileDescriptorLimit.Required(inUse, wanted));
        Assert.Equal(wanted, FileDescriptorLimit.Allocate(required, inUse, wanted).Connections);
    }

    [Fact]
    public void The_limit_in_force_is_the_soft_one()
    {
        string[] lines =
        [
            "Limit                     Soft Limit           Hard Limit           Units     ",
            "Max processes             95973                95973                processes ",
            "Max open files            20000                30000                files     ",
        ];

        Assert.Equal(20_000, FileDescriptorLimit.ParseLimit(lines));
    }

    [Theory]
    [InlineData("Max open files            unlimited            unlimited            files     ")]
    [InlineData("Max processes             95973                95973                processes ")]
    public void An_unlimited_or_missing_limit_is_null(string line) => Assert.Null(FileDescriptorLimit.ParseLimit([line]));
}
