namespace MajorProjects.Ledger.Tests;

/// <summary>Laws of the tree, against the definition of RFC 9162, section 2.1.1.</summary>
public class TreeTests
{
    private static readonly OwnLog Log = new OwnLog().AddUpTo(3000);

    private static readonly Gen<int> Size = Gen.OneOf(Gen.Int[1, 20], Gen.Int[250, 260], Gen.Int[505, 520], Gen.Int[1, 3000]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void the_root_of_nothing_is_the_hash_of_nothing()
    {
        Merkle.Empty.ToHex().ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        new Frontier().Root.ShouldBe(Merkle.Empty);
        Merkle.OfLeaf([]).ToHex().ShouldBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    [Fact]
    public async Task the_root_is_that_of_the_definition_whichever_way_it_is_made()
    {
        var frontier = new Frontier();
        frontier.Root.ShouldBe(Definition(0, 0));
        for (var size = 1; size <= 600; size++)
        {
            frontier.Add(Log.Leaves[size - 1]);
            var root = Definition(0, size);
            frontier.Root.ShouldBe(root);
            frontier.Size.ShouldBe(size);
            (await Log.Tree(size).RootAsync(Cancellation)).ShouldBe(root);
        }
    }

    [Fact]
    public async Task a_frontier_taken_from_tiles_goes_on_as_the_one_that_made_them()
    {
        await Gen.Select(Size, Gen.Int[0, 300]).SampleAsync(async (size, more) =>
        {
            more = Math.Min(more, 3000 - size);
            var frontier = await Frontier.OfAsync(Log.Tree(size), Cancellation);
            foreach (var leaf in Log.Leaves.Skip(size).Take(more)) frontier.Add(leaf);
            return frontier.Size == size + more && frontier.Root == Log.At(size + more).Root;
        }, iter: 30);
    }

    [Fact]
    public void what_a_frontier_completes_is_what_the_tiles_above_the_leaves_hold()
    {
        const int Leaves = 256 * 256 + 300;
        var (frontier, levels) = (new Frontier(), new Dictionary<int, List<Hash>> { [1] = [], [2] = [] });
        for (var i = 0; i < Leaves; i++)
        {
            frontier.Add(Merkle.OfLeaf(BitConverter.GetBytes(i)), (level, place, hash) =>
            {
                place.ShouldBe(levels[level].Count);
                levels[level].Add(hash);
            });
        }

        (levels[1].Count, levels[2].Count).ShouldBe((257, 1));
        levels[1][5].ShouldBe(Log.Read(new(1, 0, 6))[5]);
        levels[2][0].ShouldBe(Merkle.Root([.. levels[1].Take(256)]));
    }

    [Fact]
    public async Task each_leaf_is_proved_to_be_in_the_tree_and_in_no_other_place()
    {
        await Size.SampleAsync(async size =>
        {
            var (tree, root) = (Log.Tree(size), Log.At(size).Root);
            for (var index = 0; index < size; index++)
            {
                var proof = (await tree.InclusionAsync(index, Cancellation)).ToArray();
                if (!MerkleProof.Includes(index, size, Log.Leaves[index], proof, root)) return false;
                if (MerkleProof.Includes(index + 1, size, Log.Leaves[index], proof, root) || MerkleProof.Includes(index - 1, size, Log.Leaves[index], proof, root)) return false;
            }
            return true;
        }, iter: 8);
    }

    [Fact]
    public async Task a_tree_is_proved_to_begin_with_each_earlier_one()
    {
        await Size.SampleAsync(async size =>
        {
            var (tree, root) = (Log.Tree(size), Log.At(size).Root);
            for (var earlier = 1; earlier <= size; earlier += 1 + size / 100)
            {
                var proof = (await tree.ConsistencyAsync(earlier, Cancellation)).ToArray();
                if (!MerkleProof.IsExtended(earlier, Log.At(earlier).Root, size, root, proof)) return false;
            }
            return true;
        }, iter: 10);
    }

    [Fact]
    public async Task a_proof_of_inclusion_that_is_not_the_proof_is_refused()
    {
        await Gen.Select(Size, Gen.Int[0, 2999], Gen.Int[0, 20], Gen.Int[0, 255]).SampleAsync(async (size, index, at, bit) =>
        {
            index %= size;
            var (root, leaf) = (Log.At(size).Root, Log.Leaves[index]);
            var proof = (await Log.Tree(size).InclusionAsync(index, Cancellation)).ToArray();
            return Otherwise(proof, at, bit).All(changed => !MerkleProof.Includes(index, size, leaf, changed, root))
                && !MerkleProof.Includes(index, size, Flipped(leaf, bit), proof, root)
                && !MerkleProof.Includes(index, size, leaf, proof, Flipped(root, bit))
                && !MerkleProof.Includes(index, 2L * size, leaf, proof, root)
                && !MerkleProof.Includes(index, index, leaf, proof, root)
                && !MerkleProof.Includes(index ^ 1, size, leaf, proof, root) | proof.Length == 0;
        }, iter: 200);
    }

    [Fact]
    public async Task a_proof_of_consistency_that_is_not_the_proof_is_refused()
    {
        await Gen.Select(Size, Gen.Int[0, 2999], Gen.Int[0, 20], Gen.Int[0, 255]).SampleAsync(async (size, earlier, at, bit) =>
        {
            earlier = 1 + earlier % size;
            var (from, to) = (Log.At(earlier).Root, Log.At(size).Root);
            var proof = (await Log.Tree(size).ConsistencyAsync(earlier, Cancellation)).ToArray();
            return Otherwise(proof, at, bit).All(changed => !MerkleProof.IsExtended(earlier, from, size, to, changed))
                && !MerkleProof.IsExtended(earlier, Flipped(from, bit), size, to, proof)
                && !MerkleProof.IsExtended(earlier, from, size, Flipped(to, bit), proof)
                && (earlier == size || !MerkleProof.IsExtended(earlier, to, size, from, proof))
                && (earlier == size || !MerkleProof.IsExtended(size, from, earlier, to, proof))
                && !MerkleProof.IsExtended(0, Merkle.Empty, size, to, proof);
        }, iter: 200);
    }

    [Fact]
    public void what_the_tree_does_not_have_is_not_proved()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Log.Tree(10).InclusionAsync(10, Cancellation));
        Should.Throw<ArgumentOutOfRangeException>(() => Log.Tree(10).InclusionAsync(-1, Cancellation));
        Should.Throw<ArgumentOutOfRangeException>(() => Log.Tree(10).ConsistencyAsync(0, Cancellation));
        Should.Throw<ArgumentOutOfRangeException>(() => Log.Tree(10).ConsistencyAsync(11, Cancellation));
        Should.Throw<ArgumentOutOfRangeException>(() => Log.Tree(10).RootAsync(Cancellation, 11));
    }

    [Fact]
    public async Task a_tile_that_is_not_as_wide_as_it_must_be_is_refused()
    {
        var tree = new TileTree(10, (tile, _) => Task.FromResult<IReadOnlyList<Hash>>(Log.Read(tile)[1..]));
        await Should.ThrowAsync<FormatException>(() => tree.RootAsync(Cancellation));
    }

    /// <summary>MTH of RFC 9162, as it is written there.</summary>
    private static Hash Definition(int start, int end)
    {
        var count = end - start;
        if (count == 0) return Merkle.Empty;
        if (count == 1) return Log.Leaves[start];
        var k = 1;
        while (k * 2 < count) k *= 2;
        return Merkle.OfNode(Definition(start, start + k), Definition(start + k, end));
    }

    private static IEnumerable<Hash[]> Otherwise(Hash[] proof, int at, int bit)
    {
        yield return [.. proof, Log.Leaves[at]];
        yield return [Log.Leaves[at], .. proof];
        if (proof.Length == 0) yield break;
        at %= proof.Length;
        yield return [.. proof[..at], .. proof[(at + 1)..]];
        yield return [.. proof[..at], proof[at], .. proof[at..]];
        yield return [.. proof[..at], Flipped(proof[at], bit), .. proof[(at + 1)..]];
        if (proof.Length > 1) yield return [.. proof.Reverse()];
    }

    private static Hash Flipped(Hash hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return new(bytes);
    }
}
