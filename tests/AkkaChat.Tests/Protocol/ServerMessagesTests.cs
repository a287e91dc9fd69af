using AkkaChat.Server.Protocol;

namespace AkkaChat.Tests.Protocol;

public sealed class ServerMessagesTests
{
    [Theory]
    [InlineData(0.2, "0.2 seconds")]
    [InlineData(60, "60 seconds")]
    [InlineData(150, "150 seconds")]
    [InlineData(600, "10 minutes")]
    [InlineData(5400, "90 minutes")]
    [InlineData(86400, "24 hours")]
    [InlineData(2 * 86400, "2 days")]
    public void A_time_of_the_configuration_is_exact_in_the_largest_unit_without_a_fraction(double seconds, string text) =>
        Assert.Equal($"no message was sent for {text}", ServerMessages.IdleTimeout(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.5, "1 seconds")]
    [InlineData(118.5, "119 seconds")]
    [InlineData(150, "3 minutes")]
    [InlineData(3599, "60 minutes")]
    [InlineData(86399, "24 hours")]
    [InlineData(7 * 86400 - 1, "7 days")]
    public void The_time_that_is_left_of_a_mute_is_rounded_up_to_what_people_read(double seconds, string text) =>
        Assert.Equal($"your messages are not sent for {text}", ServerMessages.Muted(TimeSpan.FromSeconds(seconds), ""));
}
