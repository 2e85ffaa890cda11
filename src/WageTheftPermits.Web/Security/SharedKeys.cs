using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Security;

/// <summary>Keeps the keys of cookies and forms in the database, so that sessions outlive a restart and any instance takes any request.</summary>
internal static class SharedKeys
{
    public static IServiceCollection AddSharedKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("wage-theft-permits");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = new Repository(provider.GetRequiredService<IServiceScopeFactory>())));
        return services;
    }

    private sealed class Repository(IServiceScopeFactory scopes) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var scope = scopes.CreateScope();
            var db = scope.ServiceProvider.GetRequiredService<PermitsDbContext>();
            return [.. db.Database.SqlQuery<string>($"SELECT content AS \"Value\" FROM data_protection_keys").AsEnumerable().Select(XElement.Parse)];
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var scope = scopes.CreateScope();
            var db = scope.ServiceProvider.GetRequiredService<PermitsDbContext>();
            var content = element.ToString(SaveOptions.DisableFormatting);
            db.Database.ExecuteSql($"INSERT INTO data_protection_keys (name, content) VALUES ({friendlyName}, {content}) ON CONFLICT (name) DO NOTHING");
        }
    }
}
