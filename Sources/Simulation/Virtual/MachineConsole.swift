import Foundation
import Host
import Plan
import Synchronization
import VirtualMachine

/// The serial consoles of a run's machines. They are kept in a file, and shown if the user wants that. Otherwise the
/// user sees the current phase and how long it usually takes, and the credentials when they come.
final class MachineConsole: Sendable {
    private struct Boot {
        var title: String
        var timeline: Timeline
        var start = ContinuousClock.now
        /// Lines of the credentials that are still to come.
        var credentials = 0
    }

    /// The file with all console output.
    let file: String
    private let console: Console
    private let app: App
    /// How many lines the credentials have on the console.
    private let credentialLines: Int
    private let isShown: Bool
    private let handle = Mutex<FileHandle?>(nil)
    private let boot = Mutex<Boot?>(nil)

    init(_ plan: Plan, file: String, console: Console, isShown: Bool) {
        self.file = file
        self.console = console
        self.isShown = isShown
        app = plan.app
        // The title, an empty line, and one for each.
        credentialLines = plan.credentials.lines.count + 2
    }

    deinit { handle.withLock { try? $0?.close() } }

    /// Whether a machine was switched on, so that there is a file.
    var isKept: Bool { handle.withLock { $0 != nil } }

    private func open() throws {
        try handle.withLock { handle in
            if handle != nil { return }
            let folder = (file as NSString).deletingLastPathComponent
            try Files(.system).createFolderIfMissing(folder.isEmpty ? "." : folder)
            // The credentials come by here, too.
            try Files(.system).write(file, [], mode: 0o600)
            handle = FileHandle(forWritingAtPath: file)
        }
    }

    /// Starts to follow a machine that is switched on. Until the task is cancelled, it shows the current phase.
    ///
    /// - Parameter usual: How long it usually takes.
    /// - Throws: ``FileFailure`` if the file cannot be written.
    func follow(_ name: String, usually usual: Duration) throws -> Task<Void, any Error> {
        try open()
        let title = "\(name), usually \(usual.inWords)"
        boot.withLock { $0 = Boot(title: title, timeline: Timeline(of: app)) }
        return Task {
            while !isShown {
                let now = boot.withLock { boot in
                    boot.map { ($0.timeline.phases.last?.name ?? "", ContinuousClock.now - $0.start) }
                }
                if let (phase, time) = now {
                    console.waiting("\(title): \(phase)", seconds: Int(time.components.seconds))
                }
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// A machine printed something.
    func hear(_ line: String, at time: Duration) {
        handle.withLock { try? $0?.write(contentsOf: Data((line + "\n").utf8)) }
        if isShown { return console.line(line) }
        let isCredentials = boot.withLock { boot in
            guard boot != nil else { return false }
            let knew = boot?.timeline.credentials != nil
            boot?.timeline.hear(line, at: time)
            if !knew && boot?.timeline.credentials != nil { boot?.credentials = credentialLines }
            guard let left = boot?.credentials, left > 0 else { return false }
            boot?.credentials = left - 1
            return true
        }
        if isCredentials { console.line(line) }
    }
}

extension Duration {
    /// Such as `about 40 s` or `about 3 min`.
    var inWords: String {
        let seconds = Int((self / .seconds(1)).rounded())
        return seconds < 100 ? "about \(max(5, (seconds + 4) / 5 * 5)) s" : "about \((seconds + 30) / 60) min"
    }
}
