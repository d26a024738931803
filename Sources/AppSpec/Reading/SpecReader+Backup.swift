import ComposeFile
import Findings
import Plan
import Shapes
import Text
import YAML

extension SpecReader {
    /// - Parameter plan: Knows which parameters are secret.
    func readBackup(_ compose: ComposeProject?, _ plan: Plan) -> Backup {
        guard let section = root["backup"] else { return Backup() }
        var backup = Backup()
        backup.schedule = section["schedule"]?.string
        if let keep = section["keep"] {
            let number = { (key: String, standard: Int) in keep[key]?.integer ?? standard }
            let standard = backup.keep
            backup.keep = Backup.Retention(
                last: number("last", standard.last), daily: number("daily", standard.daily),
                weekly: number("weekly", standard.weekly), monthly: number("monthly", standard.monthly))
            if backup.keep == Backup.Retention(last: 0, daily: 0, weekly: 0, monthly: 0) {
                report.error("`keep` keeps nothing", at: keep, help: "say how many backups stay, such as `daily: 7`")
            }
        }
        var names: [String: Node] = [:]
        for node in section.backupItems {
            guard let item = readItem(node, compose, plan) else { continue }
            // A disk of macOS or Windows would keep only one of two files whose names differ by case.
            let key = item.name.lowercased()
            if let earlier = names[key] {
                report.error(
                    "two items of the backup are called `\(item.name)`", at: node["name"] ?? node,
                    help:
                        "the other one is in line \(earlier.start.line); give one of them a `name` that does not only "
                        + "differ by case")
            }
            names[key] = node
            backup.items.append(item)
        }
        if let schedule = section["schedule"], section.backupItems.allSatisfy({ $0["without"] != nil }) {
            report.error(
                "there is nothing to back up at these times", at: schedule,
                help: "add what holds the app's data to `items`, or leave `schedule` out")
        }
        return backup
    }

    private func readItem(_ node: Node, _ compose: ComposeProject?, _ plan: Plan) -> Backup.Item? {
        guard let store = readStore(node, compose, plan) else { return nil }
        let standardName = store.server?.service ?? store.fileName
        var item = Backup.Item(name: node["name"]?.string ?? standardName, store: store)
        if node["name"] == nil, !TextRule.itemName.matches(standardName) {
            report.error(
                "the backup cannot call an item `\(standardName)`", at: node,
                help: "give it a `name`: \(TextRule.itemName.rule)")
        }
        for service in node["stop"]?.sequence ?? [] {
            check(service: service, in: compose)
            if let name = service.string, name == store.server?.service {
                report.error(
                    "`\(name)` must run while its databases are copied", at: service,
                    help: "stop the services that write to it, or none: the copy is of one moment anyway")
            }
            if let name = service.string { item.stop.append(name) }
        }
        item.before = node["before"].flatMap { readCommand($0, compose) }
        item.after = node["after"].flatMap { readCommand($0, compose) }
        if let before = node["before"], item.after == nil {
            report.error(
                "nothing undoes `before`", at: before,
                help: "add `after` with the command that lets the app write again")
        }
        if let after = node["after"], item.before == nil, node["before"] == nil {
            report.error(
                "`after` undoes `before`, and there is no `before`", at: after,
                help: "add `before` with the command that keeps the app from writing, or leave `after` out")
        }
        if let deadline = node["deadline"], node["after"] == nil {
            report.error(
                "`deadline` says when `after` runs at the latest, and there is no `after`", at: deadline,
                help: "leave it out: services of `stop` stay stopped until the item is copied")
        }
        if let deadline = node["deadline"], let seconds = deadline.string.flatMap(Quantity.duration) {
            if !(1...86_400).contains(seconds) {
                report.error("`deadline` must be from 1s to 24h", at: deadline, help: "such as 10min")
            }
            item.deadline = seconds
        }
        return item
    }

    private func readStore(_ node: Node, _ compose: ComposeProject?, _ plan: Plan) -> Backup.Store? {
        for kind in DatabaseKind.allCases {
            guard let service = node[kind.rawValue] else { continue }
            check(service: service, in: compose)
            guard let name = service.string else { return nil }
            if !kind.isThere {
                report.error(
                    "backups by `\(kind.rawValue)` are not there yet", at: service,
                    help: "write `- { volume: VOLUME, stop: [\(name)] }` with the volume that `\(name)` keeps its data "
                        + "in")
            }
            return kind.store(
                Backup.Server(
                    service: name, database: node["database"]?.string, user: node["user"]?.string,
                    password: node["password"].map { readPassword($0, plan) }))
        }
        if let file = node["sqlite"], let path = file.string, let source = node["in"]?.string {
            if path.split(separator: "/").contains("..") {
                report.error(
                    "`\(path)` leads out of `\(source)`", at: file, help: "name the file by its path within `\(source)`"
                )
            }
            return .sqlite(source: source, path: path)
        }
        if let path = node["path"]?.string { return .path(path) }
        guard let volume = node["volume"], let name = volume.string else { return nil }
        let volumes = compose?.declared(.volumes) ?? []
        if let compose, compose.isComplete, !volumes.contains(name) {
            report.error(
                "there is no volume `\(name)` in the compose file", at: volume,
                help: Suggestion.help(for: name, among: volumes, what: "volume"))
        }
        return .volume(name)
    }

    /// What others may read in app.yaml, in the plan or in the metadata is no password.
    private func readPassword(_ node: Node, _ plan: Plan) -> Template {
        let password = template(node, scope("a password"))
        if !plan.isSecret(password) {
            report.error(
                "a password must be a secret", at: node,
                help: "name one, such as \"{{ secrets.DB_PASSWORD }}\", or a parameter of type password")
        }
        return password
    }
}

extension Node {
    /// The items of a section `backup`, whichever of its two forms it has.
    var backupItems: [Node] { sequence ?? self["items"]?.sequence ?? [] }
}

extension Backup.Store {
    /// The last part of a path.
    fileprivate var fileName: String {
        let path = if case .sqlite(_, let path) = self { path } else { source ?? "" }
        return path.split(separator: "/").last { $0 != "." }.map(String.init) ?? path
    }
}
