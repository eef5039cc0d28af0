namespace MajorProjects.Domain;

/// <summary>
/// How far a project has come. The steps from <see cref="Planned"/> to <see cref="Completed"/> are in order, and the furthest one
/// reached counts; <see cref="Suspended"/> and <see cref="Withdrawn"/> hide it for as long as they last.
/// </summary>
public enum Stage { Planned, Reserved, Appraised, Signed, Started, TrialProduction, Commissioned, Completed, Suspended, Withdrawn }
