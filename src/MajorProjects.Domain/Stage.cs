namespace MajorProjects.Domain;

/// <summary>
/// How far a project has come. The steps from <see cref="Planned"/> to <see cref="Completed"/> are in order, and the furthest one
/// reached counts; <see cref="Suspended"/> and <see cref="Withdrawn"/> hide it for as long as they last.
/// </summary>
public enum Stage { Planned, Reserved, Appraised, Signed, Started, TrialProduction, Commissioned, Completed, Suspended, Withdrawn }

public static class Stages
{
    /// <summary>What people call a stage.</summary>
    public static Text Title(this Stage stage) => stage switch
    {
        Stage.Planned => new("谋划", "planned"),
        Stage.Reserved => new("储备", "reserved"),
        Stage.Appraised => new("论证", "appraised"),
        Stage.Signed => new("签约", "signed"),
        Stage.Started => new("开工", "started"),
        Stage.TrialProduction => new("试生产", "trial production"),
        Stage.Commissioned => new("投产", "commissioned"),
        Stage.Completed => new("竣工", "completed"),
        Stage.Suspended => new("停工", "suspended"),
        _ => new("调出", "withdrawn"),
    };
}
