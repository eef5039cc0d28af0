namespace MajorProjects.Digests.Delivery;

/// <summary>How far a delivery is.</summary>
public enum DeliveryState
{
    /// <summary>It is to be tried, for the first time or again.</summary>
    Waiting,

    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>A dead letter: no more tries are made, unless somebody replays it.</summary>
    Dead,
}
