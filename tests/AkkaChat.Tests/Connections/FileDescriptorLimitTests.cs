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
    public void What_is_free_is_divided(int? limit, int inUse, int wanted, int connections, int refusals) =>
        Assert.Equal(new FileDescriptorLimit(connections, refusals), FileDescriptorLimit.Allocate(limit, inUse, wanted));

    [Theory]
    [InlineData(200, 10_000, 11_224)]
    [InlineData(160, 70, 300)]
    [InlineData(0, 1, 2)]
    public void What_is_needed_is_the_least_limit_that_allows_what_is_wanted(int inUse, int wanted, int needed)
    {
        Assert.Equal(needed, FileDescriptorLimit.Required(inUse, wanted));
        Assert.Equal(wanted, FileDescriptorLimit.Allocate(needed, inUse, wanted).Connections);
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
    public void No_limit_is_null(string line) => Assert.Null(FileDescriptorLimit.ParseLimit([line]));
}
