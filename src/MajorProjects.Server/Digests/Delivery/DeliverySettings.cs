using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Delivery.Mail;
using MajorProjects.Digests.Delivery.Webhooks;
using MajorProjects.Domain;
using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server.Digests.Delivery;

/// <summary>By what and to where digests go, as <c>Digests:…</c> of the settings says: the mail server, the targets that recipients name, and where may be connected to.</summary>
internal sealed record DeliverySettings(MailSettings? Mail, Targets Targets, Networks Networks, Trust Trust, string? Folder)
{
    private const string DefaultFolder = "digests";

    /// <exception cref="FormatException">something in them cannot be; which, is said without a secret.</exception>
    /// <exception cref="IOException">a file that they name cannot be read.</exception>
    public static DeliverySettings Of(IConfiguration configuration)
    {
        var digests = configuration.GetSection("Digests");
        var networks = Networks.Parse(digests.GetSection("AllowedNetworks").Get<string[]>() ?? []);
        var hosts = digests.GetSection("AllowedHosts").Get<string[]>() ?? [.. Target.UsualHosts];
        return new(
            MailOf(digests.GetSection("Mail")), new(digests.GetSection("Targets").GetChildren().Select(target => TargetOf(target, hosts, networks))), networks,
            Trust.Of(digests["CertificateAuthority"]), digests["Folder"]);
    }

    /// <summary>Where the documents for folders go.</summary>
    public string FolderIn(DataDirectory data) => Folder ?? data.Locate(DefaultFolder);

    private static MailSettings? MailOf(IConfigurationSection mail) => mail["Host"] is not { Length: > 0 } host ? null : new MailSettings(host, mail["From"] ?? "", mail["FromName"] ?? "")
    {
        Security = mail["Security"] is { } security ? KeyOf<MailSecurity>(mail, "Security", security) : MailSecurity.StartTls,
        Port = mail["Port"] is null ? null : ValueOf<int>(mail, "Port"),
        User = mail["User"],
        Password = SecretOf(mail, "Password"),
        ConnectTimeout = mail["ConnectTimeout"] is null ? TimeSpan.FromSeconds(15) : ValueOf<TimeSpan>(mail, "ConnectTimeout"),
        SendTimeout = mail["SendTimeout"] is null ? TimeSpan.FromMinutes(2) : ValueOf<TimeSpan>(mail, "SendTimeout"),
    }.Checked();

    private static Target TargetOf(IConfigurationSection target, IEnumerable<string> hosts, Networks networks) => Target.Of(
        target.Key, KeyOf<Channel>(target, "Kind", target["Kind"] ?? ""), SecretOf(target, "Url") ?? "", SecretOf(target, "Secret"), target["Content"] is not null && ValueOf<bool>(target, "Content"),
        hosts, networks);

    /// <summary>A secret, or the content of the file that <c>…File</c> names.</summary>
    private static string? SecretOf(IConfigurationSection section, string name) =>
        section[name] ?? (section[$"{name}File"] is { } file ? File.ReadAllText(file).Trim() : null);

    private static T KeyOf<T>(IConfigurationSection section, string name, string text) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (string.Equals(value.ToKey(), text, StringComparison.OrdinalIgnoreCase)) return value;
        var keys = string.Join(", ", Enum.GetValues<T>().Select(value => value.ToKey()));
        throw new FormatException(new Text($"{section.Path}:{name}：应为以下之一：{keys}", $"one of these is expected: {keys}").Both());
    }

    private static T ValueOf<T>(IConfigurationSection section, string name)
    {
        try
        {
            return section.GetValue<T>(name)!;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException(new Text($"{section.Path}:{name}：“{section[name]}”无法识别", $"“{section[name]}” cannot be read").Both(), e);
        }
    }
}
