using MajorProjects.Server.Http;

namespace MajorProjects.Server.Tests.Http;

public class PlainHttpWarningTests
{
    [Theory]
    [InlineData("http://0.0.0.0:5080", true)]
    [InlineData("http://[::]:5080", true)]
    [InlineData("http://*:5080", true)]
    [InlineData("http://10.1.2.3:80", true)]
    [InlineData("http://127.0.0.1:5080", false)]
    [InlineData("http://[::1]:5080", false)]
    [InlineData("http://localhost:5080", false)]
    [InlineData("http://unix:/run/major-projects.sock", false)]
    [InlineData("https://0.0.0.0:5443", false)]
    public void where_tokens_would_cross_the_network_in_the_open_is_known(string listening, bool open) => PlainHttpWarning.IsOpen(listening).ShouldBe(open);
}
