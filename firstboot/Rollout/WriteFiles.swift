import Host
import Installation
import Plan

/// Lays down the stack's files and its `.env`.
package struct WriteFiles {
    package let machine: Machine
    package let values: Values

    package init(_ machine: Machine, _ values: Values) {
        self.machine = machine
        self.values = values
    }

    package func run() throws {
        let stack = machine.paths.stack
        var writes = [Files.Write(stack + "/.env", try environment(), mode: 0o600)]
        for file in machine.plan.stack.files {
            writes.append(.init("\(stack)/\(file.path)", try bytes(of: file), mode: machine.plan.mode(of: file)))
        }
        try machine.files.writeWithFolders(writes)
    }

    private func environment() throws -> [UInt8] {
        let lines = try machine.plan.environment.map { DotEnv.line($0.name, try values.render($0.value)) }
        return Array(lines.joined().utf8)
    }

    private func bytes(of file: StackFile) throws -> [UInt8] {
        switch file.content {
        case .verbatim(let bytes): bytes
        case .rendered(let template): Array(try values.render(template).utf8)
        }
    }
}
