import FileFormats
import Host
import Installation
import Plan

/// A file of the stack. It is rendered when its bytes are needed.
struct RenderedFile {
    /// On the machine.
    let path: String
    let mode: UInt16
    var owner: Files.Owner?
    /// The secrets in it, whole or only their public half.
    let secretNames: [String]
    /// See ``StackFile``.
    var reload: ServiceCommand?
    let bytes: () throws -> [UInt8]
}

/// All files of the stack, from a plan and a machine's values.
struct RenderFiles {
    let machine: Machine
    private let values: Values

    init(_ machine: Machine, _ values: Values) {
        self.machine = machine
        self.values = values
    }

    var environmentPath: String { machine.paths.stack + "/.env" }
    /// What Compose itself reads: a change in it needs no new container by itself.
    var composePaths: [String] {
        [environmentPath] + machine.plan.stack.composeFiles.map { "\(machine.paths.stack)/\($0)" }
    }

    var files: [RenderedFile] {
        let plan = machine.plan
        let environment = RenderedFile(
            path: environmentPath, mode: 0o600, secretNames: plan.environment.flatMap(\.value.secretNames)
        ) {
            Array(try plan.environment.map { DotEnv.line($0.name, try values.render($0.value)) }.joined().utf8)
        }
        return [environment]
            + plan.stack.files.map { file in
                let path = "\(machine.paths.stack)/\(file.path)"
                switch file.content {
                case .verbatim(let bytes):
                    return RenderedFile(
                        path: path, mode: file.mode, owner: file.owner?.ids, secretNames: [], reload: file.reload
                    ) { bytes }
                case .rendered(let template):
                    let mode = plan.mode(of: file)
                    return RenderedFile(
                        path: path, mode: mode, owner: file.owner?.ids, secretNames: template.secretNames,
                        reload: file.reload
                    ) {
                        Array(try text(of: file, template).utf8)
                    }
                }
            }
    }

    /// Each value is written for the file's format.
    private func text(of file: StackFile, _ template: Template) throws -> String {
        let pieces = try machine.plan.pieces(of: template, value: values.text)
        do {
            return try (file.format ?? .text).render(pieces)
        } catch {
            // `landfall check` checks the same places.
            throw Failure(
                .invalidInput, "a value cannot be written into \(machine.paths.stack)/\(file.path): \(error.reason)",
                help: "this is for the app's publisher: \(error.help)")
        }
    }
}
