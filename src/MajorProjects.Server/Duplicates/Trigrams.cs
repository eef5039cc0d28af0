using System.Text;

namespace MajorProjects.Server.Duplicates;

/// <summary>
/// Texts as pg_trgm can compare them in any database. It takes for letters what the database's locale does, and under plain C, or ICU on
/// top of it, no Chinese character is one: every such name would be without trigrams and like nothing. So each character is written as a
/// word of three digits of base 36, which are letters everywhere. pg_trgm then compares which characters two texts have, in any order:
/// a stem of a few characters has too few trigrams of its own, and names are turned round more often than they share all characters.
/// </summary>
internal static class Trigrams
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

    private const int Words = 36 * 36 * 36;

    /// <summary>Without a factor in common with <see cref="Words"/>, so that no two characters below 46656, all usual Chinese ones among them, share a word; and far from 1, so that neighbours share no digits.</summary>
    private const int Spread = 28_835;

    public static string Of(string text) => string.Join(' ', text.EnumerateRunes().Select(Word));

    private static string Word(Rune character)
    {
        var number = character.Value % Words * Spread % Words;
        return string.Create(3, number, (word, n) => (word[0], word[1], word[2]) = (Alphabet[n / 1296], Alphabet[n / 36 % 36], Alphabet[n % 36]));
    }
}
