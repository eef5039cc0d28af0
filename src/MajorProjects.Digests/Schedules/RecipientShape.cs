using System.Text.RegularExpressions;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Schedules;

/// <summary>Names what no digest could be sent to.</summary>
public static partial class RecipientShape
{
    /// <summary>Most recipients of one schedule.</summary>
    public const int Most = 200;

    private const int LongestAddress = 254, LongestMailbox = 64;

    /// <summary>Recipients, each there once; what is wrong with one is named by its place.</summary>
    public static void Recipients(this FieldErrors errors, string field, ValueList<Recipient> recipients)
    {
        if (recipients.Count > Most)
        {
            errors.Add(field, $"最多 {Most} 个收件人。", $"At most {Most} recipients.");
            return;
        }
        // Each delivery is known by its recipient, so there can be one of each; a mailbox is the same however it is written.
        var seen = new HashSet<(Channel, string)>();
        for (var i = 0; i < recipients.Count; i++)
        {
            // A reader of JSON lets null pass as an item of a list.
            if ((Recipient?)recipients[i] is not { } recipient)
            {
                errors.Add($"{field}[{i}]", "不能为空。", "It cannot be null.");
                continue;
            }
            errors.To($"{field}[{i}].to", recipient);
            if (recipient.Name is not null) errors.Name($"{field}[{i}].name", recipient.Name);
            if (!seen.Add((recipient.Channel, recipient.To.ToUpperInvariant()))) errors.Add($"{field}[{i}].to", "与前面的收件人重复。", "It is there already.");
        }
    }

    /// <summary>Forms, each there once.</summary>
    public static void Attachments(this FieldErrors errors, string field, ValueList<DigestForm> forms)
    {
        if (forms.Distinct().Count() < forms.Count) errors.Add(field, "同一格式不能重复。", "No form can be there twice.");
    }

    /// <summary>What people call something: it stands in the head of a mail, so it is one line.</summary>
    internal static void Name(this FieldErrors errors, string field, string name)
    {
        errors.RequiredText(field, name, 60);
        if (name.Any(char.IsControl)) errors.Add(field, "应为一行文字。", "One line of text is expected.");
    }

    private static void To(this FieldErrors errors, string field, Recipient recipient)
    {
        if (recipient.Channel is Channel.Mail)
        {
            if (recipient.To.Length > LongestAddress || recipient.To.IndexOf('@', StringComparison.Ordinal) > LongestMailbox || !Address().IsMatch(recipient.To))
                errors.Add(field, "应为电子邮箱地址，如 zhangsan@example.gov.cn。", "An e-mail address is expected, such as zhangsan@example.gov.cn.");
        }
        else if (!Target().IsMatch(recipient.To))
        {
            errors.Add(field, "应为配置中的名称：1 到 60 个文字、数字、连字符或下划线；网址和密钥只写在配置中。", "The name of a target in the settings is expected: 1 to 60 letters, digits, hyphens or underscores; addresses and secrets stand in the settings alone.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\A[\p{L}\p{N}_-]{1,60}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();
}
