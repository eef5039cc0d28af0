using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace MajorProjects.Server.Storage.Embedded;

internal static class Loopback
{
    /// <summary>
    /// Below the ports that the system gives to outgoing connections: while the database is away one of those,
    /// made by a client that tries to reconnect, could otherwise take its place.
    /// </summary>
    public static int FreePort()
    {
        int port;
        do port = RandomNumberGenerator.GetInt32(15432, 32000);
        while (!IsFree(port));
        return port;
    }

    /// <summary>The loopback needs no encryption, so none is negotiated.</summary>
    public static NpgsqlConnectionStringBuilder Connection(int port, string database, string user, string password) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = user,
        Password = password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
