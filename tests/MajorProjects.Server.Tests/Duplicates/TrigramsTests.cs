using System.Text;
using MajorProjects.Server.Duplicates;
using Npgsql;

namespace MajorProjects.Server.Tests.Duplicates;

public class TrigramsTests(TestPostgres postgres)
{
    [Theory]
    [InlineData("locale 'C'")]
    [InlineData("locale 'C.UTF-8'")]
    [InlineData("locale 'C' locale_provider icu icu_locale 'zh'")]
    [InlineData("locale 'C.UTF-8' locale_provider icu icu_locale 'zh'")]
    [InlineData("locale 'C.UTF-8' locale_provider icu icu_locale 'tr'")]
    public async Task names_are_as_alike_in_a_database_of_any_locale(string locale)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var connection = new NpgsqlConnection(await NewDatabaseAsync(locale));
        await connection.OpenAsync(cancellation);
        await using var create = new NpgsqlCommand("create extension pg_trgm", connection);
        await create.ExecuteNonQueryAsync(cancellation);

        (await SimilarityAsync(connection, "阳城电厂", "阳城电厂")).ShouldBe(1f);
        (await SimilarityAsync(connection, "阳城电厂", "电厂阳城")).ShouldBe(1f);
        (await SimilarityAsync(connection, "阳城电厂", "大唐阳城电厂")).ShouldBe(16 / 24f, 0.001f);
        (await SimilarityAsync(connection, "城市智慧排水系统", "智慧排水系统")).ShouldBe(23 / 31f, 0.001f);
        (await SimilarityAsync(connection, "府城公园", "丹河广场")).ShouldBeLessThan(0.1f);
        (await SimilarityAsync(connection, "cim平台", "CIM平台".ToLowerInvariant())).ShouldBe(1f);
    }

    [Fact]
    public void every_usual_chinese_character_letter_and_digit_has_a_word_of_its_own()
    {
        var characters = Enumerable.Range(0, 0xA000).Select(n => new Rune(n)).ToList();

        characters.Select(c => Trigrams.Of(c.ToString())).Distinct(StringComparer.Ordinal).Count().ShouldBe(characters.Count);
    }

    private async Task<string> NewDatabaseAsync(string locale)
    {
        try
        {
            return (await postgres.NewDatabaseAsync($"template template0 encoding 'UTF8' {locale}")).Owner!;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.WrongObjectType or PostgresErrorCodes.SyntaxError)
        {
            Assert.Skip($"This PostgreSQL has no such locale: {e.MessageText}");
            throw;
        }
    }

    private static async Task<float> SimilarityAsync(NpgsqlConnection connection, string one, string other)
    {
        await using var select = new NpgsqlCommand("select similarity($1, $2)", connection);
        select.Parameters.AddWithValue(Trigrams.Of(one));
        select.Parameters.AddWithValue(Trigrams.Of(other));
        return (float)(await select.ExecuteScalarAsync())!;
    }
}
