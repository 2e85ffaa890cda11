using WageTheftPermits.Web.Pages.Workflows.Drawing;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>Model of <c>_Story</c>: an instance's drawing, and the same in words.</summary>
internal sealed record StoryView(InstanceStory Story, MapPicture? Picture)
{
    public static StoryView Of(InstanceStory story, DepartmentTime time) => new(story, MapPicture.Of(story, time));
}
