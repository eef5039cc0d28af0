using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Forecasting;

/// <summary>Whose waits a forecast is drawn from.</summary>
public enum ForecastBasis { Industry, City }

/// <summary>When a project's next step is to be expected, or why nothing can be said.</summary>
public abstract record Forecast
{
    private Forecast()
    {
    }

    /// <summary>Half of the waits like this one ended by the month <paramref name="Median"/>, four in five within the interval.</summary>
    /// <param name="Earliest">The month by which one in ten had ended.</param>
    /// <param name="Median">The month by which half had ended.</param>
    /// <param name="Latest">The month by which nine in ten had ended; null: the history does not reach that far.</param>
    /// <param name="AtRisk">How many waits were seen to last longer than this one has.</param>
    /// <param name="Basis">Whose waits they are.</param>
    public sealed record Likely(YearMonth Earliest, YearMonth Median, YearMonth? Latest, int AtRisk, ForecastBasis Basis) : Forecast
    {
        /// <summary>Whether a day lies in the interval, which is told and judged by the month.</summary>
        public bool Holds(DateOnly day) => Earliest <= YearMonth.Of(day) && !(Latest < YearMonth.Of(day));
    }

    /// <summary>There is too little history: nothing is guessed.</summary>
    /// <param name="AtRisk">How many of the city's waits were seen to last longer than this one has.</param>
    /// <param name="Why">What is missing.</param>
    public sealed record Insufficient(int AtRisk, Text Why) : Forecast;
}
