namespace AkkaChat.Tests.Support;

/// <summary>A long test, which is skipped unless the environment has <c>CI=true</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactInCiAttribute : FactAttribute
{
    public FactInCiAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip = "takes longer than 20 s, and runs if CI=true";
    }
}
