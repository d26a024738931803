import FileFormats
import Glibc
import Host
import Installation
import Plan
import Secrets

/// A file that may hold the secrets of the data on a machine: a `.env`, or another machine's secrets.json.
struct SecretsFile {
    /// Why a file's values cannot be taken, in words without any value of it.
    struct Unfit: Error {
        var reason: String
        /// Set where the disk failed, which says nothing of the file.
        var diskFailure: FileFailure?
    }

    let machine: Machine
    /// A path of this computer.
    let path: String
    private let files = Files(.system)
    private static let limit = 1 << 20

    init(_ machine: Machine, _ path: String) {
        self.machine = machine
        self.path = path
    }

    var isThere: Bool { files.exists(path) }

    /// Takes every secret that the data may need.
    ///
    /// - Parameter stack: A folder of this computer whose files the same values were put into.
    func read(besides stack: String? = nil) throws(Unfit) -> SecretStore {
        let bytes = try read()
        var store = SecretStore()
        if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") {
            guard let kept = try? SecretStore(reading: bytes) else {
                throw Unfit(reason: "it is no whole secrets.json")
            }
            store.values = kept.values
            store.pending = kept.pending
        } else {
            store.values = try values(ofDotEnv: bytes, stack).mapValues { Secret($0) }
        }
        let missing = machine.plan.secretsOfData.filter { store.values[$0] == nil }
        if !missing.isEmpty { throw Unfit(reason: "it does not give \(missing.joined(separator: ", "))") }
        let halves = machine.plan.secretsWithNamedPublicHalf.filter {
            store.values[$0] != nil && store.values[Values.publicHalf(of: $0)] == nil
        }
        if !halves.isEmpty {
            throw Unfit(reason: "it does not give the public half of \(halves.sorted().joined(separator: ", "))")
        }
        return store
    }

    /// - Parameter isAsPrivate: Whether others may not even read it.
    func checkOwner(isAsPrivate: Bool) throws(Unfit) {
        guard let status = files.status(files.resolved(path) ?? path) else { throw Unfit(reason: "it is not there") }
        guard status.kind == .file else { throw Unfit(reason: "it is no file") }
        guard status.user == geteuid() || status.user == 0 else {
            throw Unfit(
                reason: "it belongs to another user: `chown root:root \(ShellWord.quoted(path))` if you trust it")
        }
        if status.mode & (isAsPrivate ? 0o077 : 0o022) != 0 {
            let what = isAsPrivate ? "others may read or change it" : "others may change it"
            throw Unfit(reason: "\(what): `chmod 600 \(ShellWord.quoted(path))`")
        }
    }

    private func read() throws(Unfit) -> [UInt8] {
        let bytes: [UInt8]?
        do throws(FileFailure) {
            bytes = try files.read(path, limit: Self.limit)
        } catch {
            throw Unfit(reason: "\(error)", diskFailure: error.isWorthARetry ? error : nil)
        }
        guard let bytes else { throw Unfit(reason: "it is not there") }
        return bytes
    }

    private func values(ofDotEnv bytes: [UInt8], _ stack: String?) throws(Unfit) -> [String: String] {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Unfit(reason: "it is no text (UTF-8)") }
        let lines: [String: String]
        do throws(DotEnvReader.Problem) {
            lines = try DotEnvReader.read(text)
        } catch {
            throw Unfit(reason: "line \(error.line) is no line of a `.env`")
        }
        var collected = Collected()
        // A line may give a secret that the app's own `.env` does not hold.
        let taken = Set(machine.plan.environment.map(\.name))
        for spec in machine.plan.secrets where !taken.contains(spec.name) {
            collected.add(spec.name, lines[spec.name] ?? "")
        }
        for entry in machine.plan.environment where lines[entry.name]?.isEmpty == false {
            collected.add(entry.value, lines[entry.name] ?? "")
        }
        if let stack { addFiles(in: stack, &collected) }
        // What is put together from others is made again from them: here it only tells what they were.
        for spec in machine.plan.secrets.reversed() {
            guard let template = spec.recipe.template, let value = collected.values[spec.name] else { continue }
            if !spec.recipe.sources.isEmpty {
                collected.values[spec.name] = nil
                collected.add(template, value)
            }
        }
        if let name = collected.contradicted.sorted().first { throw Unfit(reason: "it gives two values for \(name)") }
        return collected.values
    }

    /// Files that an earlier run has rendered.
    private func addFiles(in stack: String, _ collected: inout Collected) {
        for file in machine.plan.stack.files {
            guard case .rendered(let template) = file.content, !template.secretNames.isEmpty,
                let bytes = try? files.read("\(stack)/\(file.path)"),
                let text = String(validating: bytes, as: UTF8.self)
            else { continue }
            // `.env` is what counts: a file may be older.
            for (name, value) in TemplateReader.read(template, from: text, publicName: Values.publicHalf) ?? [:]
            where collected.values[name] == nil { collected.add(name, value) }
        }
    }

    /// Values as they are found, by name.
    private struct Collected {
        var values: [String: String] = [:]
        var contradicted: Set<String> = []

        mutating func add(_ name: String, _ value: String) {
            guard !value.isEmpty else { return }
            if values[name, default: value] != value { contradicted.insert(name) }
            values[name] = value
        }

        mutating func add(_ template: Template, _ text: String) {
            for (name, value) in TemplateReader.read(template, from: text, publicName: Values.publicHalf) ?? [:] {
                add(name, value)
            }
        }
    }
}
