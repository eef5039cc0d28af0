namespace MajorProjects.Digests.Forms;

/// <summary>A form that a digest has; its key is the ending of its file's name.</summary>
public enum DigestForm { Html, Docx, Xlsx, Md, Pdf, Json }

/// <summary>What a document says of its own issue, apart from its content: the only things by which two documents of the same content differ.</summary>
/// <param name="Digest">The digest's id.</param>
/// <param name="IssuedAt">The instant it was issued.</param>
/// <param name="DueAt">The instant it was due; null where it was issued by hand.</param>
/// <param name="Late">Whether it was issued after it was due, as no server was running (补发).</param>
public sealed record IssueStamp(Guid Digest, DateTimeOffset IssuedAt, DateTimeOffset? DueAt, bool Late);

/// <summary>A digest in one form.</summary>
/// <param name="Form">Which.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="FileName">What a file of it is called, in Chinese.</param>
/// <param name="Bytes">The file.</param>
public sealed record DigestDocument(DigestForm Form, string MediaType, string FileName, byte[] Bytes);

/// <summary>A chart of a digest as a picture.</summary>
/// <param name="Name">What it is called within the digest, such as <c>trend</c>.</param>
/// <param name="Title">What it shows, for whoever cannot see it.</param>
/// <param name="Png">The picture.</param>
public sealed record ChartImage(string Name, string Title, byte[] Png);
