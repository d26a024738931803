import Host

/// Where the ssh of an sftp repository connects to.
struct SFTPAddress: Equatable {
    /// `USER@HOST`, or `HOST` alone.
    var destination: String
    /// Nil for the one that ssh's own settings have.
    var port: Int?

    /// - Parameter repository: `sftp://USER@HOST:PORT/FOLDER` or `sftp:USER@HOST:FOLDER`; nil for other repositories.
    ///
    /// Source: restic's manual, "Preparing a new repository".
    init?(_ repository: String) {
        let url = "sftp://"
        let short = "sftp:"
        var place: Substring
        if repository.hasPrefix(url) {
            place = repository.dropFirst(url.utf8.count).prefix { $0 != "/" }
            if let colon = place.lastIndex(of: ":"), place[colon...].firstIndex(of: "]") == nil,
                let port = Int(place[place.index(after: colon)...])
            {
                self.port = port
                place = place[..<colon]
            }
        } else if repository.hasPrefix(short) {
            place = repository.dropFirst(short.utf8.count)
            let bracket = place.firstIndex(of: "]") ?? place.startIndex
            guard let colon = place[bracket...].firstIndex(of: ":") else { return nil }
            place = place[..<colon]
        } else {
            return nil
        }
        destination = String(place.filter { $0 != "[" && $0 != "]" })
        if destination.isEmpty || destination.hasPrefix("-") { return nil }
    }

    /// What ssh says when it connects there; empty if it can connect.
    ///
    /// restic ends as soon as its ssh has ended, often before it has passed on what that said.
    func complaint() async -> [String] {
        let port = port.map { ["-p", "\($0)"] } ?? []
        let flags = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=10"] + port
        let ssh = Command("ssh", flags + [destination, "-s", "sftp"], inherited: ["PATH", "HOME"])
        guard let result = try? await ssh.run(input: []), !result.succeeded else { return [] }
        return result.lastLines
    }
}
