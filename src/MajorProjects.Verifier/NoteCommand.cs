using System.CommandLine;

namespace MajorProjects.Verifier;

/// <summary><c>note checkpoint --key …</c>: whether a checkpoint is signed.</summary>
internal static class NoteCommand
{
    public static Command Create(Report report)
    {
        var file = new Argument<string>("checkpoint") { Description = "检查点文件 / the checkpoint" };
        var key = Trust.Option();
        key.Required = true;
        var command = new Command("note", "核验一个检查点的签名 / checks the signature of one checkpoint") { file, key };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (note, checkpoint) = await NoteFile.ReadAsync(parsed.GetValue(file)!, cancellation);
            var trust = Trust.Of(parsed.GetValue(key)!);
            report.Say($"检查点：{Trust.Told(checkpoint)}，根 {checkpoint.Root}", $"the checkpoint, {checkpoint.Size} leaves, and its root");
            return report.Conclude([trust.Of(note, checkpoint) ?? throw new UnreadableException("--key 的文件是空的", "the file of --key is empty")]);
        });
        return command;
    }
}
