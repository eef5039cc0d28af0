namespace MajorProjects.Domain.Forecasting;

/// <summary>What is forecast: the start of a project that was signed, the commissioning of one that started.</summary>
public enum ForecastMilestone { Start, Commissioning }
