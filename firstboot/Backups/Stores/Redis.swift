import Host
import Installation
import Plan
import Text

/// Redis and Valkey: a snapshot as a replica gets it, so that the server goes on and its own files are not touched.
struct Redis: ItemStore {
    private let server: Backup.Server
    private let password: String?

    init(_ server: Backup.Server, _ password: String?) {
        self.server = server
        self.password = password
    }

    /// The password comes from the container's own variables, or is the first line of standard input. It goes to the
    /// client in a variable, never in an argument.
    ///
    /// Source: REDISCLI_AUTH, redis-cli(1); the variables of docker.io/bitnami/redis.
    private static let connect = #"""
        for name in redis valkey; do
            if command -v $name-cli >/dev/null; then cli=$name-cli check=$name-check-rdb program=$name-server; fi
        done
        if [ "$1" = given ]; then IFS= read -r REDISCLI_AUTH
        elif [ -n "${REDIS_PASSWORD_FILE-}" ]; then REDISCLI_AUTH=$(cat "$REDIS_PASSWORD_FILE")
        else REDISCLI_AUTH=${REDIS_PASSWORD-}; fi
        if [ -n "$REDISCLI_AUTH" ]; then export REDISCLI_AUTH; else unset REDISCLI_AUTH; fi
        # redis-cli ends with 0 also if the server refuses.
        ask() {
            answer=$($cli --raw "$@") || exit 1
            case $answer in ERR* | NOAUTH* | WRONGPASS* | MISCONF* | LOADING*) echo "$answer" >&2; exit 1 ;; esac
        }
        set -e

        """#

    private static let dump =
        connect + #"""
            file=$(mktemp)
            trap 'rm -f "$file"' EXIT
            ask PING
            $cli --rdb "$file" >/dev/null 2>&2
            $check "$file" >&2
            cat "$file"
            """#

    /// Loads a snapshot into the server that runs, by letting it follow another one that has read the snapshot. A
    /// server with an append-only file would ignore a snapshot in its folder.
    private static let load =
        connect + #"""
            folder=/tmp/landfall
            $program --port 6390 --bind 127.0.0.1 --dir "$folder" --dbfilename dump.rdb --appendonly no --save '' \
                --daemonize yes --pidfile "$folder/pid" --logfile "$folder/log" >/dev/null
            password=${REDISCLI_AUTH-}
            unset REDISCLI_AUTH
            until $cli -p 6390 PING 2>/dev/null | grep -q PONG; do sleep 0.1; done
            if [ -n "$password" ]; then export REDISCLI_AUTH="$password"; fi
            ask REPLICAOF 127.0.0.1 6390
            until $cli INFO replication | grep -q 'master_link_status:up'; do sleep 0.1; done
            ask REPLICAOF NO ONE
            unset REDISCLI_AUTH
            $cli -p 6390 SHUTDOWN NOSAVE >/dev/null 2>&1 || true
            if [ -n "$password" ]; then export REDISCLI_AUTH="$password"; fi
            rm -r "$folder"
            """#

    private static let keys =
        connect + #"""
            ask INFO keyspace
            echo "$answer" | tr -d '\r' | sed -n 's/^db[0-9]*:keys=\([0-9]*\),.*/\1/p'
            """#

    /// Makes the snapshot durable in the server's folder, whatever its settings are.
    private static let save =
        connect + #"""
            ask SAVE
            ask CONFIG GET dir
            echo "$answer" | tail -n 1
            """#

    private var arguments: [String] { [password == nil ? "" : "given"] }
    private var input: [UInt8] { Array((password.map { $0 + "\n" } ?? "").utf8) }

    func size(_ site: Site) async throws -> Int64 {
        let shell = ContainerShell(id: try site.running(server.service, for: "redis \(server.service)").id)
        let script = Self.connect + #"ask INFO memory; echo "$answer" | tr -d '\r' | sed -n 's/^used_memory://p'"#
        let result = try await shell.command(script, arguments).run(input: input)
        try result.require("redis \(server.service) does not answer", site)
        return result.lastLines.last.flatMap { Int64($0) } ?? 0
    }

    func copy(_ item: Backup.Item, to tree: BackupTree, _ site: Site) async throws -> ItemRecord {
        let shell = ContainerShell(id: try site.running(server.service, for: item.title).id)
        let file = "dumps/\(item.name).rdb"
        let result = try await shell.command(Self.dump, arguments).move(.bytes(input), to: tree.path(file))
        try result.require("\(item.title) cannot be copied", site, help: "check `password` of the item in app.yaml")
        guard let keys = Self.number(before: "keys read", in: result.lastLines),
            result.lastLines.contains(where: { $0.contains("RDB looks OK") })
        else {
            throw Failure(
                .unavailable, "\(item.title): the snapshot is not whole",
                details: result.lastLines.suffix(5).map(site.shown))
        }
        var record = ItemRecord(item)
        var database = DatabaseRecord(name: "all", file: file)
        database.rows["keys"] = keys
        database.rows["keys that expire"] = Self.number(before: "expires", in: result.lastLines) ?? 0
        record.databases = [database]
        record.files = [try tree.record(file)]
        if keys == 0 { site.machine.note("\(item.title) holds no key") }
        return record
    }

    /// A number of redis-check-rdb: `[info] 12 keys read`.
    private static func number(before words: String, in lines: [String]) -> Int64? {
        lines.lazy.compactMap { line -> Int64? in
            guard let end = line.firstRange(of: " " + words)?.lowerBound else { return nil }
            return line[..<end].split(separator: " ").last.flatMap { Int64($0) }
        }.first
    }

    func prove(_ record: ItemRecord, in tree: BackupTree, _ site: Site) async throws {
        try await trial(record, site).run { shell in try await load(record, from: tree, shell, site) }
    }

    func renew(_ record: ItemRecord, from tree: BackupTree, _ site: Site) async throws -> Exchange.Place {
        let (new, target) = try await trial(record, site).keepingData { shell in
            try await load(record, from: tree, shell, site)
            let result = try await shell.command(Self.save, arguments).run(input: input)
            try result.require("\(record.kind) \(record.name): the server does not save", site)
            return result.lastLines.last ?? ""
        }
        guard let container = site.container(server.service), let live = site.place(of: target, in: container) else {
            throw Failure(.unavailable, "the service \(server.service) keeps no data at \(target)")
        }
        return try await Exchange.Place.taking(new, for: live.path, volume: live.volume, site)
    }

    private func trial(_ record: ItemRecord, _ site: Site) throws -> Trial {
        try Trial(site, service: server.service, title: "\(record.kind) \(record.name)")
    }

    private func load(_ record: ItemRecord, from tree: BackupTree, _ shell: ContainerShell, _ site: Site) async throws {
        let title = "\(record.kind) \(record.name)"
        try await shell.waitUntil(Self.connect + "ask PING", arguments, input: input)
        guard let database = record.databases.first else { return }
        let place = "umask 077; rm -rf /tmp/landfall; mkdir /tmp/landfall; cat >/tmp/landfall/dump.rdb"
        let placed = try await shell.command(place, []).move(.file(tree.path(database.file)))
        try placed.require("\(title): the copy cannot be put into the container", site)
        let result = try await shell.command(Self.load, arguments).run(input: input)
        try result.require("\(title): the copy cannot be loaded", site)
        let answer = try await shell.command(Self.keys, arguments).run(input: input)
        try answer.require("\(title): the restored keys cannot be counted", site)
        let found = answer.lastLines.compactMap { Int64($0) }.reduce(0, +)
        let keys = database.rows["keys"] ?? 0
        // Some may have expired since.
        let least = keys - (database.rows["keys that expire"] ?? 0)
        guard (least...keys).contains(found) else {
            throw Failure(.unavailable, "\(title): \(keys) keys before, \(found) after")
        }
    }
}
