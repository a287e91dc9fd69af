namespace AkkaChat.Tests.Support;

/// <summary>A test that becomes another user, and is skipped if it may not, unless the environment has <c>CI=true</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactAsRootAttribute : FactAttribute
{
    public FactAsRootAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && Environment.UserName != "root")
            Skip = "only root may become another user";
    }
}
