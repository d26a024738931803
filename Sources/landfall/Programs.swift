import ArgumentParser
import Artifacts
import Foundation
import Synchronization

/// The first-boot executables of one run: they are read, hashed and compressed once for all its apps.
final class Programs: Sendable {
    private let named: [String]
    private let made = Mutex<Renderer?>(nil)

    /// - Parameter named: The files from `--firstboot`.
    init(named: [String]) { self.named = named }

    /// - Throws: ``ExitCode`` if there is none; that is printed.
    func renderer() throws -> Renderer {
        try made.withLock { made in
            if let made { return made }
            let renderer = try find()
            made = renderer
            return renderer
        }
    }

    private func find() throws -> Renderer {
        do {
            let environment = ProcessInfo.processInfo.environment
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let found = try Executable.find(
                named: named, environment: environment, beside: (own as NSString).deletingLastPathComponent)
            return Renderer(executables: found, cache: ProgramCache(environment: environment))
        } catch let failure as ExecutableError {
            Generation.complain("error: \(failure)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }
}
