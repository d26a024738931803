import FileFormats
import Host
import Installation
import Plan

/// A file of the stack, which is rendered when somebody wants its bytes.
struct RenderedFile {
    /// On the machine.
    let path: String
    let mode: UInt16
    var owner: Files.Owner?
    /// The secrets that it holds the whole or the public half of.
    let secretNames: [String]
    let bytes: () throws -> [UInt8]
}

/// All files that the stack needs, from a plan and a machine's values.
struct RenderFiles {
    let machine: Machine
    private let values: Values

    init(_ machine: Machine, _ values: Values) {
        self.machine = machine
        self.values = values
    }

    var environmentPath: String { machine.paths.stack + "/.env" }
    var composePath: String { "\(machine.paths.stack)/\(machine.plan.stack.composeFile)" }

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
                    return RenderedFile(path: path, mode: file.mode, owner: file.owner?.ids, secretNames: []) { bytes }
                case .rendered(let template):
                    let mode = plan.mode(of: file)
                    return RenderedFile(
                        path: path, mode: mode, owner: file.owner?.ids, secretNames: template.secretNames
                    ) {
                        Array(try text(of: file, template).utf8)
                    }
                }
            }
    }

    /// With each value written for the format in which the file is read.
    private func text(of file: StackFile, _ template: Template) throws -> String {
        let pieces = try machine.plan.pieces(of: template, value: values.text)
        do {
            return try (file.format ?? .text).render(pieces)
        } catch {
            // `landfall check` looks at the same places.
            throw Failure(
                .invalidInput, "a value cannot be written into \(machine.paths.stack)/\(file.path): \(error.reason)",
                help: "this is for the app's publisher: \(error.help)")
        }
    }
}
