using System.CommandLine;

namespace MajorProjects.Server.Simulation;

internal static class SimulateCommand
{
    public static Command Create() => new("simulate", "生成模拟数据");
}
