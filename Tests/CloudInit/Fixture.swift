import Artifacts
import CloudInit
import Gzip
import Plan
import Stamp
import TestSupport

extension Download {
    static let someSHA256 = String(repeating: "0123456789abcdef", count: 4)

    static func sample(_ plan: Plan) -> Download {
        let files = ProgramFiles(app: plan.app.name)
        return Download(
            plan: plan, release: plan.release ?? Release(url: "https://example.com"),
            planFile: .init(name: files.plan(plan.provider), sha256: someSHA256),
            binaries: Architecture.allCases.map {
                .init(
                    architecture: $0, program: .init(name: files.program($0.rawValue), sha256: someSHA256),
                    sha256: someSHA256)
            })
    }
}

/// A release whose program is a shell script, and whose plan is more of it.
struct ScriptRelease {
    static let program = "#!/bin/sh\n# \(String(repeating: "a program ", count: 20))\n"
    static let ending = "echo \"ran $*\"\n"

    var program = Self.program
    var ending = Self.ending

    private static func packed(_ text: String) -> [UInt8] { Gzip.compress(Array(text.utf8)) }

    /// What the emitted files say of it.
    func download(_ plan: Plan) -> Download {
        let files = ProgramFiles(app: plan.app.name)
        let program = SHA256.hex(Self.packed(program))
        return Download(
            plan: plan, release: plan.release ?? Release(url: "https://example.com"),
            planFile: .init(name: files.plan(plan.provider), sha256: SHA256.hex(Self.packed(ending))),
            binaries: Architecture.allCases.map {
                .init(
                    architecture: $0, program: .init(name: files.program($0.rawValue), sha256: program),
                    sha256: SHA256.hex(Array((self.program + ending).utf8)))
            })
    }

    /// Puts its files there.
    func publish(_ plan: Plan, in folder: TemporaryFolder, _ path: String) throws {
        let files = ProgramFiles(app: plan.app.name)
        for architecture in Architecture.allCases {
            try folder.write("\(path)/\(files.program(architecture.rawValue))", Self.packed(program))
        }
        try folder.write("\(path)/\(files.plan(plan.provider))", Self.packed(ending))
    }
}
