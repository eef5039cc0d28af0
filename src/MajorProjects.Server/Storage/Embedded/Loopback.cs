using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

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
