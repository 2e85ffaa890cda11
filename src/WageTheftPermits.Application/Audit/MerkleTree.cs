using System.Security.Cryptography;

namespace WageTheftPermits.Application.Audit;

/// <summary>
/// The Merkle tree of RFC 6962, section 2.1, over hashes of the chain: its root stands for all of them, and a path of a dozen hashes proves that one is among them.
/// The root is reckoned as the leaves come, in memory that grows with the logarithm of their number.
/// </summary>
internal sealed class MerkleTree
{
    /// <summary>Roots of complete subtrees, the largest first.</summary>
    private readonly List<(byte[] Hash, long Leaves)> _subtrees = [];

    public void Add(byte[] value)
    {
        _subtrees.Add((Leaf(value), 1));
        while (_subtrees.Count > 1 && _subtrees[^1].Leaves == _subtrees[^2].Leaves)
            Join();
    }

    /// <summary>The root of the leaves that came since the last root; the next leaf begins another tree.</summary>
    public byte[] TakeRoot()
    {
        while (_subtrees.Count > 1)
            Join();
        var root = _subtrees.Count == 0 ? SHA256.HashData([]) : _subtrees[0].Hash;
        _subtrees.Clear();
        return root;
    }

    public static byte[] RootOf(IEnumerable<byte[]> values)
    {
        var tree = new MerkleTree();
        foreach (var value in values)
            tree.Add(value);
        return tree.TakeRoot();
    }

    /// <summary>What proves that one value is in the tree: the roots beside its way up, from the leaf (RFC 6962, section 2.1.1).</summary>
    public static IReadOnlyList<byte[]> Path(IReadOnlyList<byte[]> values, int index)
    {
        var path = new List<byte[]>();
        var (first, end) = (0, values.Count);
        while (end - first > 1)
        {
            // The largest power of two below the number of leaves goes left.
            var split = first + (1 << (31 - int.LeadingZeroCount(end - first - 1)));
            var isLeft = index < split;
            path.Add(isLeft ? Root(values, split, end) : Root(values, first, split));
            (first, end) = isLeft ? (first, split) : (split, end);
        }
        path.Reverse();
        return path;
    }

    private static byte[] Root(IReadOnlyList<byte[]> values, int first, int end) => RootOf(Enumerable.Range(first, end - first).Select(i => values[i]));

    private void Join()
    {
        var ((left, more), (right, less)) = (_subtrees[^2], _subtrees[^1]);
        _subtrees.RemoveRange(_subtrees.Count - 2, 2);
        _subtrees.Add((SHA256.HashData([1, .. left, .. right]), more + less));
    }

    private static byte[] Leaf(byte[] value) => SHA256.HashData([0, .. value]);
}
