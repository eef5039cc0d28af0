using System.Buffers.Binary;
using System.IO.Compression;
using MajorProjects.Domain;

namespace MajorProjects.Server.Evidence;

/// <summary>
/// What is packed in a document, unpacked once to nowhere: whoever opens it later can. How large the parts are is counted as they come out, since
/// what the file says of them may be a lie; parts that are packed themselves are not followed.
/// </summary>
internal static class ZipContents
{
    public const int MostParts = 5_000;

    /// <summary>In bytes, all parts together.</summary>
    public const long LargestUnpacked = 500 * 1024 * 1024;

    /// <summary>Times the size of the file. Tables of figures shrink to a thirtieth at best; what shrinks to a thousandth says nothing.</summary>
    public const int LargestRatio = 100;

    // Up to here the ratio does not matter: an empty form may well shrink to nothing.
    private const long Unsuspicious = 10 * 1024 * 1024;

    private const int HeaderLength = 30;
    private const int Stored = 0;
    private const int Deflated = 8;

    /// <summary>Why a document is not taken for what it holds, or null.</summary>
    public static async Task<Refusal?> RefusalAsync(Stream file, CancellationToken cancellation)
    {
        var parts = ZipDirectory.Read(file);
        if (parts.Count > MostParts) return EvidenceRefused.UnpacksTooLarge;
        var left = Math.Min(LargestUnpacked, Math.Max(Unsuspicious, file.Length * LargestRatio));
        var buffer = new byte[64 * 1024];
        try
        {
            foreach (var part in parts)
            {
                if (part.IsEncrypted || part.Method is not (Stored or Deflated)) return EvidenceRefused.CannotUnpack;
                await using var packed = await OpenAsync(file, part, cancellation);
                await using Stream content = part.Method == Stored ? packed : new DeflateStream(packed, CompressionMode.Decompress);
                var unpacked = 0L;
                for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0; unpacked += read)
                    if ((left -= read) < 0) return EvidenceRefused.UnpacksTooLarge;
                if (unpacked != part.Unpacked) return EvidenceRefused.CannotUnpack;
            }
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return EvidenceRefused.CannotUnpack;
        }
    }

    private static async Task<Stream> OpenAsync(Stream file, ZipPart part, CancellationToken cancellation)
    {
        if (part.At > file.Length) throw new InvalidDataException();
        var header = new byte[HeaderLength];
        file.Position = part.At;
        await file.ReadExactlyAsync(header, cancellation);
        if (!header.AsSpan().StartsWith("PK\u0003\u0004"u8)) throw new InvalidDataException();
        var at = part.At + HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        return new Section(file, at, part.Packed);
    }

    /// <summary>Some bytes of a file, to be read once.</summary>
    private sealed class Section(Stream file, long at, long length) : Stream
    {
        private long next = at;
        private long left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            file.Position = next;
            var read = await file.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
            (next, left) = (next + read, left - read);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
