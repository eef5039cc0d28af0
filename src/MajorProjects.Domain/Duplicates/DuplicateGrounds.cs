namespace MajorProjects.Domain.Duplicates;

/// <summary>Why a project looks like another one, the strongest grounds first.</summary>
public enum DuplicateGrounds
{
    /// <summary>The national platform gave both the same code.</summary>
    NationalCode,

    /// <summary>The same legal person builds at the same address, and the numbers in the names do not keep the two apart.</summary>
    OwnerAndSite,

    /// <summary>The names are alike and have the same numbers.</summary>
    Name,

    /// <summary>Somebody says so.</summary>
    Reported,
}
