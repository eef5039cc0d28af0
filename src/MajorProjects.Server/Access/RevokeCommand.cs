using System.CommandLine;

namespace MajorProjects.Server.Access;

/// <summary><c>revoke</c>: a token, or whatever was issued to somebody, counts no more from the next request on.</summary>
internal static class RevokeCommand
{
    public static Command Create()
    {
        var token = new Option<string>("--token") { Description = "令牌或其编号（jti）/ a token, or its id (jti)" };
        var subject = new Option<string>("--sub") { Description = "用户标识：此前签发的全部令牌 / a user id: all tokens issued until now" };
        var command = new Command("revoke", "撤销访问令牌 / revokes access tokens") { token, subject };
        command.Validators.Add(given =>
        {
            if (given.GetValue(token) is null == given.GetValue(subject) is null) given.AddError("请填写 --token 和 --sub 之一 / give one of --token and --sub");
            if (given.GetValue(token) is { } text && TokenId.Read(text) is null) given.AddError("--token 不是令牌，也不是令牌编号 / is neither a token nor the id of one");
            if (given.GetValue(subject) is { } user && !UserId.IsValid(user)) given.AddError($"--sub 应为 1 到 {UserId.Longest} 个可见字符 / 1 to {UserId.Longest} printable characters");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            await parsed.WithStoreAsync(async services =>
            {
                var revocations = services.GetRequiredService<Revocations>();
                var revoked = parsed.GetValue(token) is { } text
                    ? await revocations.AddTokenAsync(TokenId.Read(text)!, city: null, by: null, cancellation)
                    : await revocations.AddSubjectAsync(parsed.GetValue(subject)!, city: null, by: null, cancellation);
                Console.WriteLine($"已撤销 / revoked {revoked.Token ?? revoked.Subject}");
            }, cancellation);
            return 0;
        });
        return command;
    }
}
