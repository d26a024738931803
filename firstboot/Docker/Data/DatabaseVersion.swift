import Host
import JSON
import Plan
import Text

/// The version of a database server, as far as it decides which servers can open which data.
package struct DatabaseVersion: Equatable, Sendable, CustomStringConvertible {
    package enum Product: String, Sendable {
        case postgres = "PostgreSQL"
        case mariadb = "MariaDB"
        case mysql = "MySQL"
    }

    package var product: Product
    /// The major version and, for MariaDB and MySQL, the minor one.
    package var numbers: [Int]

    package init?(_ product: Product, _ text: some StringProtocol) {
        // Debian's epoch: `1:11.8.3+maria~deb13`.
        let version = text.split(separator: ":").last ?? ""
        let digits = version.prefix { $0.isNumber || $0 == "." }
        let all = digits.split(separator: ".").compactMap { Int($0) }
        guard !all.isEmpty else { return nil }
        self.product = product
        numbers = Array(all.prefix(product == .postgres ? 1 : 2))
    }

    package var description: String {
        "\(product.rawValue) \(numbers.map(String.init).joined(separator: "."))"
    }

    // MARK: Of data

    /// - Parameter folder: A volume's or bound folder's path on this computer.
    /// - Returns: What has written the data there; nil if none of these servers has.
    package static func ofData(in folder: String) -> DatabaseVersion? {
        ofPostgres(in: folder) ?? ofMySQL(in: folder)
    }

    /// Source: PostgreSQL's documentation, "Database File Layout". docker.io/postgres has it in the volume itself, and
    /// from 18 on in `18/docker`; others use a folder of their own in the volume.
    private static func ofPostgres(in folder: String) -> DatabaseVersion? {
        let files = Files(.system)
        let numbered = files.names(in: folder).filter { Int($0) != nil }.map { "/\($0)/docker" }
        return (["", "/data", "/pgdata"] + numbered)
            .compactMap { files.firstLine("\(folder)\($0)/PG_VERSION") }
            .compactMap { DatabaseVersion(.postgres, $0) }
            .max { $0.numbers[0] < $1.numbers[0] }
    }

    /// Source: the files in which the servers record to what they have upgraded the data.
    private static func ofMySQL(in folder: String) -> DatabaseVersion? {
        let files = Files(.system)
        for name in ["mariadb_upgrade_info", "mysql_upgrade_info"] {
            guard let line = files.firstLine("\(folder)/\(name)") else { continue }
            return DatabaseVersion(line.contains("MariaDB") ? .mariadb : .mysql, line)
        }
        guard let bytes = try? files.read("\(folder)/mysql_upgrade_history", limit: 1 << 20),
            let history = try? JSONValue(parsing: bytes)
        else { return nil }
        return history["upgrade_history"]?.elements.last?["version"]?.asText.flatMap { DatabaseVersion(.mysql, $0) }
    }

    // MARK: Of an image

    /// - Parameters:
    ///   - name: As the compose file has it.
    ///   - environment: The image's own variables; nil if it is not here yet.
    /// - Returns: What it runs; nil if neither says.
    package static func ofImage(_ name: String, environment: [String: String]?) -> DatabaseVersion? {
        // The variables of docker.io/postgres, mariadb and mysql, and of images that are made from them.
        let variables: [(Product, String)] = [
            (.postgres, "PG_MAJOR"), (.mariadb, "MARIADB_VERSION"), (.mysql, "MYSQL_VERSION"),
        ]
        for (product, variable) in variables {
            if let text = environment?[variable] { return DatabaseVersion(product, text) }
        }
        let reference = ImageReference(name)
        let last = reference.path.split(separator: "/").last ?? ""
        guard let tag = reference.tag else { return nil }
        if let start = tag.firstRange(of: "pg"), let version = DatabaseVersion(.postgres, tag[start.upperBound...]) {
            return version
        }
        switch last {
        case "postgres", "postgresql", "postgis": return DatabaseVersion(.postgres, tag)
        case "mariadb": return DatabaseVersion(.mariadb, tag)
        case "mysql", "mysql-server", "percona-server": return DatabaseVersion(.mysql, tag)
        default: return nil
        }
    }

    // MARK: Together

    /// Whether this server can open what that one has written.
    ///
    /// Source: PostgreSQL's "Upgrading a Cluster"; MariaDB upgrades older data itself; MySQL 8.4's "Upgrade Paths": from
    /// 5.7 to 8.0, and from one LTS series to the next.
    package func canOpen(_ data: DatabaseVersion) -> Bool {
        guard product == data.product else { return true }
        // `mysql:8` is whichever 8 is the newest.
        let own = numbers.count == 1 && product != .postgres ? numbers + [Int.max] : numbers
        if own.lexicographicallyPrecedes(data.numbers) { return false }
        switch product {
        case .postgres: return own == data.numbers
        case .mariadb: return true
        case .mysql:
            if data.numbers[0] == own[0] { return true }
            return data.numbers[0] < 8
                ? own[0] == 8 && own[1] == 0 : own[0] == data.numbers[0] + 1 && data.numbers[1] > 0
        }
    }
}
