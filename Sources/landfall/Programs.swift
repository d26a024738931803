import ArgumentParser
import Artifacts
import Foundation

/// The first-boot executables of one run: they are read, hashed and compressed once for all its apps.
final class Programs {
    private let named: [String]
    private var made: Renderer?

    /// - Parameter named: The files from `--firstboot`.
    init(named: [String]) { self.named = named }

    /// - Throws: ``ExitCode`` if there is none; that is printed.
    func renderer() throws -> Renderer {
        if let made { return made }
        do {
            let environment = ProcessInfo.processInfo.environment
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let found = try Executable.find(
                named: named, environment: environment, beside: (own as NSString).deletingLastPathComponent)
            let renderer = Renderer(executables: found, cache: ProgramCache(environment: environment))
            made = renderer
            return renderer
        } catch let failure as ExecutableError {
            Generation.complain("error: \(failure)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }
}
