namespace MajorProjects.Domain.Values;

/// <summary>A list that equals another with equal items in the same order, so that facts that hold one compare by what they say.</summary>
public sealed class ValueList<T> : List<T>, IEquatable<ValueList<T>>
{
    public bool Equals(ValueList<T>? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in this) hash.Add(item);
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", this)}]";
}
