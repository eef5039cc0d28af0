using System.Globalization;
using System.Net;
using System.Text;

namespace MajorProjects.Ledger.Packages;

/// <summary>
/// What a person reads first, in Chinese. It follows from the rest of the package, and a check makes it anew and compares: what form 1 says of the same facts never changes.
/// </summary>
internal static class CoverSheet
{
    // The time of Beijing, which a machine without time zones knows as well.
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    public static string Of(Manifest manifest, SignedNote note, IReadOnlyList<VerifierKey> keys, IReadOnlyDictionary<long, LedgerEntry> entries)
    {
        var (asked, checkpoint) = (manifest.Asked, Checkpoint.Of(note));
        var html = new StringBuilder($"""
            <!DOCTYPE html>
            <html lang="zh-CN">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>证据包：{Text(asked.Question)}</title>
            <style>body{"{font-family:sans-serif;margin:2em}table{border-collapse:collapse}th,td{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top}code{word-break:break-all}"}</style>
            </head>
            <body>
            <h1>证据包</h1>
            <table>
            <tr><th>问题</th><td>{Text(asked.Question)}</td></tr>
            <tr><th>答案</th><td>{Text(asked.Figure ?? "见下列事实")}</td></tr>
            <tr><th>截至何日发生（asOf）</th><td>{Text(asked.AsOf ?? "未限定")}</td></tr>
            <tr><th>截至何时掌握（knownAt）</th><td>{Text(asked.KnownAt ?? "未限定")}</td></tr>
            <tr><th>计算所在的流水位置</th><td>{asked.Position?.ToString(CultureInfo.InvariantCulture) ?? "未限定"}</td></tr>
            <tr><th>账本</th><td>{Text(manifest.Origin)}</td></tr>
            <tr><th>检查点</th><td>共 {checkpoint.Size.ToString(CultureInfo.InvariantCulture)} 条，根 <code>{checkpoint.Root}</code>（十六进制 <code>{checkpoint.Root.ToHex()}</code>）</td></tr>
            <tr><th>公钥</th><td>{string.Join("<br>", keys.Select(key => $"<code>{Text(key.ToString())}</code>"))}</td></tr>
            </table>
            <h2>事实（{manifest.Entries.Count.ToString(CultureInfo.InvariantCulture)} 条）</h2>
            <table>
            <tr><th>叶</th><th>流水号</th><th>项目</th><th>版本</th><th>事实</th><th>发生日</th><th>登记时间（北京时间）</th><th>登记人</th><th>角色</th><th>理由</th><th>内容</th></tr>

            """);
        foreach (var listed in manifest.Entries)
        {
            var entry = entries[listed.Leaf];
            html.Append("<tr>");
            foreach (var cell in new[]
            {
                listed.Leaf.ToString(CultureInfo.InvariantCulture), entry.Seq.ToString(CultureInfo.InvariantCulture), Named(asked, entry.Project.ToString()),
                entry.Version.ToString(CultureInfo.InvariantCulture), Named(asked, entry.Type), entry.OccurredOn, entry.RecordedAt.ToOffset(Beijing).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
                entry.RecordedBy, entry.Role, entry.Reason, listed.Data is null ? Encoding.UTF8.GetString(entry.Data.Span) : $"内容较长，见 {listed.Data}",
            }) html.Append("<td>").Append(Text(cell ?? "")).Append("</td>");
            html.Append("</tr>\n");
        }
        return html.Append("""
            </table>
            <h2>如何核验</h2>
            <p>用离线核验程序运行 <code>verifier check 本文件包.zip --key 公钥</code>，退出码 0 表示全部成立。公钥须从别处取得（例如此前抄存的一份），包内的公钥仅供对照。不用本程序也可核验：
            <code>entries</code> 是每条事实的原文（RFC 8785），<code>proofs</code> 是其在账本中的证明（c2sp.org/tlog-proof），<code>checkpoint</code> 是签名的检查点（c2sp.org/tlog-checkpoint）。</p>
            <h2>能证明什么</h2>
            <p>核验通过，证明上列每条事实在检查点签名之前已经登记，此后内容、时间、登记人均未改动。问题、答案、名称和本页由系统根据这些事实计算生成，不在签名之内；
            本包不证明账本中没有与问题有关的其他事实，需要时请取得整个账本复算。</p>
            </body>
            </html>

            """).ToString();
    }

    private static string Named(EvidenceQuestion asked, string identifier) => asked.NameOf(identifier) is var name && name == identifier ? identifier : $"{name}（{identifier}）";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
