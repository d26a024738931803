import AppSpec
import ArgumentParser
import Artifacts
import Foundation
import Host
import Plan

/// From app.yaml to the files of `generate` and `build`. Every refusal is printed on standard error.
struct Generation {
    let file: String
    let executables: [String]

    func spec() throws -> AppSpec {
        let compilation = Compiler.compile(path: file)
        if !compilation.diagnostics.isEmpty { Report.write(compilation, file: file) }
        guard let spec = compilation.spec else { throw ExitCode(EX_DATAERR) }
        return spec
    }

    func render(_ spec: AppSpec, for providers: [ProviderID]) throws -> Rendering {
        let rendering: Rendering
        do {
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let found = try Executable.find(
                named: executables, environment: ProcessInfo.processInfo.environment,
                beside: (own as NSString).deletingLastPathComponent)
            rendering = try Renderer(executables: found).render(providers.map(spec.plan), images: spec.images)
        } catch let failure as ExecutableError {
            Self.complain("error: \(failure)")
            throw ExitCode(EX_UNAVAILABLE)
        }
        guard rendering.problems.isEmpty else {
            for problem in rendering.problems {
                Self.complain("error: \(problem.path): \(problem.message)\n  help: \(problem.help)")
            }
            throw ExitCode(EX_DATAERR)
        }
        for note in rendering.notes { Self.complain("warning: \(note)") }
        return rendering
    }

    func write(_ rendering: Rendering, to folder: String) throws -> ArtifactWriter.Outcome {
        do {
            return try ArtifactWriter(folder: folder).write(rendering.artifacts)
        } catch {
            Self.complain("error: \(error)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }

    static func complain(_ line: String) {
        Console(descriptor: STDERR_FILENO).line(line)
    }
}
