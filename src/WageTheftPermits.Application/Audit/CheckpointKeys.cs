using System.Security.Cryptography;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Audit;

/// <summary>The key that this service signs checkpoints with, where it has one, and the keys whose signatures count. ECDSA on P-256; Ed25519 is not in the platform.</summary>
public sealed class CheckpointKeys : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa? _signer;
    private readonly byte[] _publicKey = [];
    private readonly HashSet<string> _trusted = new(StringComparer.Ordinal);

    private CheckpointKeys(ECDsa? signer)
    {
        _signer = signer;
        if (signer is null)
            return;
        _publicKey = signer.ExportSubjectPublicKeyInfo();
        KeyId = IdOf(_publicKey);
        _trusted.Add(KeyId);
    }

    /// <summary>No key: entries are sealed, and no checkpoint is signed.</summary>
    public static CheckpointKeys None => new(null);

    /// <summary>Of the key that signs; null where there is none.</summary>
    public string? KeyId { get; }

    /// <summary>Whether any key is known to be the department's, so that another one can be told from it.</summary>
    public bool KnowsAny => _trusted.Count > 0;

    /// <summary>The public half of the key that signs, to be given away; null where there is none.</summary>
    public string? PublicPem => _signer?.ExportSubjectPublicKeyInfoPem();

    /// <param name="signing">PEM of a private key, or the path of a file that holds it; null or empty where there is none.</param>
    /// <param name="trusted">The path of a PEM file with public keys that count besides: those that signed in earlier years.</param>
    /// <exception cref="FormatException">A file cannot be read, or holds no such key. The message says which and why.</exception>
    public static CheckpointKeys Read(string? signing, string? trusted)
    {
        var keys = new CheckpointKeys(string.IsNullOrWhiteSpace(signing) ? null : Import(PemOf(signing), signing));
        if (!string.IsNullOrWhiteSpace(trusted))
            keys.TrustAll(PemOf(trusted), trusted);
        return keys;
    }

    /// <summary>The same with the public keys of another file.</summary>
    /// <exception cref="FormatException">The file cannot be read, or holds no public key.</exception>
    public void Trust(string path) => TrustAll(PemOf(path), path);

    /// <summary>Makes a key in a folder, readable by its owner only, where there is none yet.</summary>
    /// <returns>Its path.</returns>
    public static string Ensure(string folder)
    {
        var path = Path.Combine(folder, "audit-signing-key.pem");
        if (File.Exists(path))
            return path;
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivatePostgresHome.WriteSecret(path, made.ExportPkcs8PrivateKeyPem() + "\n");
        return path;
    }

    public static string IdOf(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));

    public bool Trusts(string keyId) => _trusted.Contains(keyId);

    /// <exception cref="InvalidOperationException">There is no key to sign with.</exception>
    internal AuditCheckpoint Sign(long first, long position, byte[] hash, byte[] root, DateTimeOffset at)
    {
        if (_signer is null)
            throw new InvalidOperationException("There is no key to sign with.");
        // What the database keeps of a moment is what is signed.
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)).ToUniversalTime();
        AuditCheckpoint With(byte[] signature) => new()
        {
            Position = position,
            FirstPosition = first,
            Hash = hash,
            Root = root,
            At = at,
            KeyId = KeyId!,
            PublicKey = _publicKey,
            Signature = signature,
        };
        lock (_signer)
            return With(_signer.SignData(With([]).SignedBytes(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>Whether the key that a checkpoint names has signed it. Whose key that is, is another question.</summary>
    internal static bool IsSigned(AuditCheckpoint checkpoint)
    {
        if (IdOf(checkpoint.PublicKey) != checkpoint.KeyId)
            return false;
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(checkpoint.PublicKey, out _);
            return IsP256(key) && key.VerifyData(checkpoint.SignedBytes(), checkpoint.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Dispose() => _signer?.Dispose();

    private void TrustAll(string pem, string path)
    {
        var rest = pem.AsSpan();
        var found = false;
        while (PemEncoding.TryFind(rest, out var block))
        {
            found = true;
            using var key = Import(rest[block.Location].ToString(), path);
            _trusted.Add(IdOf(key.ExportSubjectPublicKeyInfo()));
            rest = rest[block.Location.End..];
        }
        if (!found)
            throw new FormatException($"{path} holds no key.");
    }

    private static string PemOf(string pathOrPem)
    {
        if (pathOrPem.TrimStart().StartsWith("-----BEGIN", StringComparison.Ordinal))
            return pathOrPem;
        try
        {
            return File.ReadAllText(pathOrPem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{pathOrPem} cannot be read: {e.Message}", e);
        }
    }

    private static ECDsa Import(string pem, string source)
    {
        var shown = source.TrimStart().StartsWith("-----BEGIN", StringComparison.Ordinal) ? "the key" : source;
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (IsP256(key))
                return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new FormatException($"{shown} is no key in PEM without a passphrase. Make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256", e);
        }
        key.Dispose();
        throw new FormatException($"{shown} is not of the curve P-256. Make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    }

    private static bool IsP256(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve.Oid is { } curve && (curve.Value == P256 || curve.FriendlyName is "nistP256" or "ECDSA_P256");
}
