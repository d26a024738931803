import AppSpec
import ArgumentParser
import Artifacts
import Foundation
import Host
import Plan
import Publishing

/// From app.yaml to the files of `generate` and `build`. Every refusal is printed on standard error.
struct Generation {
    let file: String
    let transcript: Transcript
    private let programs: Programs

    init(file: String, programs: Programs, transcript: Transcript = .live) {
        self.file = file
        self.programs = programs
        self.transcript = transcript
    }

    /// - Parameter executables: The files from `--firstboot`.
    init(file: String, executables: [String]) {
        self.init(file: file, programs: Programs(named: executables))
    }

    func spec() throws -> AppSpec {
        let compilation = Compiler.compile(path: file)
        if !compilation.diagnostics.isEmpty { transcript.report(compilation, file: file) }
        guard let spec = compilation.spec else { throw ExitCode(EX_DATAERR) }
        return spec
    }

    /// - Parameter archives: Those that the release takes its images' digests from.
    func render(
        _ spec: AppSpec, for providers: [ProviderID], archives: ImageArchives? = nil
    ) throws -> Rendering {
        let renderer = try programs.renderer()
        let check = PlatformCheck(offered: renderer.architectures) { reference in
            Set(archives?.configurations(of: reference).keys.map(\.self) ?? [])
        }
        let platforms = check.run(spec)
        if !platforms.diagnostics.isEmpty { transcript.report(platforms, file: file) }
        guard platforms.spec != nil else { throw ExitCode(EX_DATAERR) }
        let rendering = try renderer.render(
            providers.map(spec.plan), images: spec.images, listing: spec.listing, railway: spec.railway,
            source: spec.source?.bytes)
        guard rendering.problems.isEmpty else {
            for problem in rendering.problems {
                transcript.complain("error: \(problem.path): \(problem.message)\n  help: \(problem.help)")
            }
            throw ExitCode(EX_DATAERR)
        }
        for note in rendering.notes { transcript.complain("warning: \(note)") }
        return rendering
    }

    func write(_ rendering: Rendering, to folder: String) throws -> ArtifactWriter.Outcome {
        try reporting { () throws(ArtifactWriteError) in
            try ArtifactWriter(folder: folder).write(rendering.artifacts)
        }
    }

    /// Makes programs that machines would otherwise put together themselves, and removes those that are out of date.
    ///
    /// - Parameter wanted: Of the rendering's.
    func writePrograms(_ wanted: [Artifact], of rendering: Rendering, app: String, to folder: String) throws {
        try reporting { () throws(ArtifactWriteError) in
            let writer = ArtifactWriter(folder: folder)
            try writer.writePrograms(wanted)
            try writer.removeOutdated(rendering.programs, app: app)
        }
    }

    private func reporting<Result>(_ body: () throws(ArtifactWriteError) -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            transcript.complain("error: \(error)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }

    static func complain(_ line: String) {
        Console(descriptor: STDERR_FILENO).line(line)
    }
}
