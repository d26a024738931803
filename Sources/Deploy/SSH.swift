import Host
import Text

/// How machines are reached: the system's OpenSSH client, with what its user has set for it (`~/.ssh/config`, an agent),
/// but never without a host key that is known beforehand.
public struct SSH: Sendable {
    /// A file with the host keys that count, in OpenSSH's format; nil for the user's own.
    private let knownHosts: String?
    /// By which name the file has the host's key; nil for its own.
    private let alias: String?
    /// A file with a private key; nil for the user's own or an agent.
    private let identity: String?

    /// - Parameter knownHosts: nil for the user's and the system's files.
    /// - Throws: ``DeployFailure`` if there is no such file.
    public init(knownHosts: String?, identity: String?) throws {
        try Self.requireFile(knownHosts, "known_hosts", "--known-hosts")
        try Self.requireFile(identity, "private key", "--identity")
        self.knownHosts = knownHosts
        self.identity = identity
        alias = nil
    }

    /// ssh itself goes on without it, and says at the end that it was not let in.
    private static func requireFile(_ path: String?, _ what: String, _ flag: String) throws {
        guard let path, !Files(.system).exists(path) || Files(.system).isFolder(path) else { return }
        throw DeployFailure(.usage, "there is no file \(path)", help: "\(flag) takes the path of a \(what)")
    }

    /// One host, with that key alone.
    ///
    /// - Parameters:
    ///   - file: The file that it comes from, if any.
    ///   - scratch: Where the client finds the key.
    /// - Throws: ``DeployFailure`` if it is no public key.
    public init(hostKey: String, from file: String? = nil, identity: String?, in scratch: Scratch) throws {
        let words = hostKey.split(whereSeparator: \.isWhitespace)
        guard words.count >= 2, Self.isKind(words[0]), words[1].count > 40, words[1].utf8.allSatisfy(Self.isBase64)
        else {
            throw DeployFailure(
                // Not what is in a file: it may be a private key.
                .usage, "\(file ?? "`\(VisibleText.of(hostKey))`") is no public host key",
                help: "give the kind and the key, as /etc/ssh/ssh_host_ed25519_key.pub has them on the machine: "
                    + "--host-key 'ssh-ed25519 AAAA…'")
        }
        let name = "landfall-pinned"
        let knownHosts = scratch["known_hosts"]
        try Files(.system).write(knownHosts, Array("\(name) \(words[0]) \(words[1])\n".utf8), mode: 0o600)
        self.knownHosts = knownHosts
        alias = name
        try Self.requireFile(identity, "private key", "--identity")
        self.identity = identity
    }

    private static func isKind(_ word: Substring) -> Bool {
        ["ssh-", "ecdsa-sha2-", "sk-"].contains { word.hasPrefix($0) }
            && word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "+/=".utf8.contains(byte)
        }
    }

    /// - Parameter line: What the login shell there runs.
    func command(_ host: String, _ line: String) -> Command {
        var settings = [
            "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "BatchMode=yes", "ConnectTimeout=20",
            // A connection that is dead is given up after a minute.
            "ServerAliveInterval=15", "ServerAliveCountMax=4",
            "ControlMaster=no", "ControlPath=none", "RequestTTY=no", "ForwardAgent=no", "ForwardX11=no",
            "ClearAllForwardings=yes", "PermitLocalCommand=no", "RemoteCommand=none", "LogLevel=ERROR",
        ]
        if let knownHosts {
            settings += ["UserKnownHostsFile=\"\(knownHosts)\"", "GlobalKnownHostsFile=/dev/null"]
        }
        if let alias { settings += ["HostKeyAlias=\(alias)", "CheckHostIP=no"] }
        if identity != nil { settings.append("IdentitiesOnly=yes") }
        return Command(
            "ssh",
            settings.flatMap { ["-o", $0] } + (identity.map { ["-i", $0] } ?? []) + ["--", host, line])
    }
}
