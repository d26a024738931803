import Host
import Installation

/// The users and roles of a MySQL or MariaDB server, with their passwords' hashes and rights, as a script.
struct MySQLAccounts {
    private let server: MySQL
    /// Whether the item's own user may not read them, but the container's root may.
    private let asRoot: Bool
    private let isMariaDB: Bool

    /// Accounts that each server makes by itself. The password of MariaDB's `healthcheck` is in the data folder.
    ///
    /// Source: "Reserved Accounts" in MySQL's manual; docker-entrypoint.sh of docker.io/mariadb.
    private static let own = [
        "mysql", "mysql.sys", "mysql.session", "mysql.infoschema", "mariadb.sys", "healthcheck", "PUBLIC", "",
    ]
    private static let root = "root"

    /// - Returns: nil if neither the item's user nor root may read them.
    init?(of server: MySQL, _ shell: ContainerShell, _ site: Site) async {
        let test = "SELECT version() FROM mysql.user LIMIT 1"
        for asRoot in [false, true] {
            guard let version = try? await server.ask(test, shell, site, asRoot: asRoot).first else { continue }
            self.server = server
            self.asRoot = asRoot
            isMariaDB = version.contains("MariaDB")
            return
        }
        return nil
    }

    private struct Account {
        var user: String
        /// As statements name it.
        var name: String
        /// MySQL's roles are users.
        var isRoleOfMariaDB: Bool
    }

    func script(_ shell: ContainerShell, _ site: Site) async throws -> String {
        let accounts = try await accounts(shell, site)
        var lines: [String] = []
        for account in accounts { lines += try await declaration(of: account, shell, site) }
        // Rights may be those of any of the roles.
        for account in accounts {
            lines += try await server.ask("SHOW GRANTS FOR \(account.name)", shell, site, asRoot: asRoot)
        }
        return lines.map { $0 + ";\n" }.joined()
    }

    private func declaration(of account: Account, _ shell: ContainerShell, _ site: Site) async throws -> [String] {
        if account.isRoleOfMariaDB { return ["DROP ROLE IF EXISTS \(account.name)", "CREATE ROLE \(account.name)"] }
        // MySQL's hashes may be bytes that no terminal and no file of text holds. MariaDB passes over the comment.
        let hexadecimal = "/*!80017 SET SESSION print_identified_with_as_hex = ON */"
        let create = try await server.ask(
            "\(hexadecimal);\nSHOW CREATE USER \(account.name)", shell, site, asRoot: asRoot)
        guard account.user == Self.root else { return ["DROP USER IF EXISTS \(account.name)"] + create }
        // Who loads the script is root.
        return ["CREATE USER IF NOT EXISTS \(account.name)"] + create.map { "ALTER" + $0.dropFirst("CREATE".count) }
    }

    private func accounts(_ shell: ContainerShell, _ site: Site) async throws -> [Account] {
        let own = Self.own.map(MySQL.literal).joined(separator: ", ")
        // Roles first: MySQL's are locked.
        let kind = isMariaDB ? "is_role" : "account_locked"
        let sql =
            "SELECT \(kind), hex(user), hex(host) FROM mysql.user WHERE user NOT IN (\(own)) ORDER BY 1 DESC, 2, 3"
        return try await server.ask(sql, shell, site, asRoot: asRoot).compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3, let user = Self.text(fields[1]), let host = Self.text(fields[2]) else {
                return nil
            }
            let isRole = isMariaDB && fields[0] == "Y"
            let name = MySQL.quoted(user) + (isRole ? "" : "@\(MySQL.quoted(host))")
            return Account(user: user, name: name, isRoleOfMariaDB: isRole)
        }
    }

    private static func text(_ hexadecimal: String) -> String? {
        var bytes: [UInt8] = []
        var rest = hexadecimal[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Rights on what is not there, such as another database or a table that is gone, are not given. Any other error is
    /// fatal.
    ///
    /// Source: "Server Error Message Reference" in MySQL's manual: unknown database, column, table, routine.
    static func requireLoaded(_ result: CommandResult, _ title: String) throws {
        let bearable = ["1049", "1054", "1146", "1305"].map { "ERROR \($0) " }
        let errors = result.lastLines.filter { line in
            line.hasPrefix("ERROR ") && !bearable.contains { line.hasPrefix($0) }
        }
        if errors.isEmpty && result.status <= 1 { return }
        throw Failure(
            .unavailable, "\(title): the copied users cannot be loaded",
            // The server quotes the statement, which may hold a password's hash.
            details: errors.suffix(10).map { String($0.prefix { $0 != ":" }) })
    }
}
