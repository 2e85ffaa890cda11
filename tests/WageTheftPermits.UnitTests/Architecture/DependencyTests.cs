using System.Reflection;
using WageTheftPermits.Application;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.UnitTests.Architecture;

/// <summary>What the compiler does not keep: that the inner projects know nobody, and that the domain has neither clock nor input nor output.</summary>
public class DependencyTests
{
    private static readonly Assembly s_domain = typeof(RuleViolation).Assembly;

    public static TheoryData<Assembly> Inner() => new() { s_domain, typeof(WorkflowEngine).Assembly, typeof(AgencyEvent).Assembly };

    [Theory]
    [MemberData(nameof(Inner))]
    public void InnerProjects_KnowNoOther(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("WageTheftPermits", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Application_DoesNotKnowThePages() =>
        typeof(Composition).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ShouldNotContain("wage-theft-permits");

    [Fact]
    public void DomainAndContracts_HaveNoPackages()
    {
        foreach (var assembly in new[] { s_domain, typeof(AgencyEvent).Assembly })
            assembly.GetReferencedAssemblies().Select(a => a.Name!).ShouldAllBe(n => n.StartsWith("System.", StringComparison.Ordinal) || n == "System" || n == "netstandard");
    }

    /// <summary>
    /// Reads the domain's own metadata: every member of another assembly that it calls. Time is given to it, and so are ids.
    /// </summary>
    [Fact]
    public void Domain_ReadsNoClock_AndDoesNoInputOrOutput()
    {
        using var file = File.OpenRead(s_domain.Location);
        using var pe = new System.Reflection.PortableExecutable.PEReader(file);
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(pe);
        var called = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(m => m.Parent.Kind == System.Reflection.Metadata.HandleKind.TypeReference)
            .Select(m =>
            {
                var type = metadata.GetTypeReference((System.Reflection.Metadata.TypeReferenceHandle)m.Parent);
                return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(m.Name)}{(IsSeeded(m) ? "(seed)" : "")}";
            }).ToList();

        // With a seed the same numbers come every time: that is a function, not a source of chance.
        bool IsSeeded(System.Reflection.Metadata.MemberReference member)
        {
            var signature = metadata.GetBlobReader(member.Signature);
            return member.GetKind() == System.Reflection.Metadata.MemberReferenceKind.Method && metadata.GetString(member.Name) == ".ctor"
                && !signature.ReadSignatureHeader().IsGeneric && signature.ReadCompressedInteger() == 1;
        }

        called.ShouldNotBeEmpty();
        string[] clocks = ["System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
            "System.TimeProvider.get_System", "System.Guid.CreateVersion7", "System.Guid.NewGuid", "System.Random..ctor"];
        called.Intersect(clocks).ShouldBeEmpty();
        // A resource of the assembly itself is read through Stream and StreamReader; nothing that opens a file, a socket or a process may be.
        string[] outside = ["System.IO.File.", "System.IO.FileStream.", "System.IO.Directory.", "System.Net.", "System.Diagnostics.Process.", "System.Console.", "System.Environment."];
        // Iterators ask on which thread they run.
        called.Remove("System.Environment.get_CurrentManagedThreadId");
        called.Where(c => outside.Any(o => c.StartsWith(o, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    /// <summary>Statuses change only by the methods that guard them.</summary>
    [Fact]
    public void Domain_StatusesCannotBeSetFromOutside() =>
        s_domain.GetExportedTypes().Where(t => t.IsClass)
            .SelectMany(t => t.GetProperties()).Where(p => p.Name == "Status" && p.SetMethod is { IsPublic: true } set
                && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)))
            .ShouldBeEmpty();
}
