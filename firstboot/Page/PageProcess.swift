import Glibc
import Host
import Installation
import JSON
import Plan
import Synchronization

/// The process that serves the page. It reads what to show from its standard input, and ends with it.
package struct PageProcess {
    private let machine: Machine
    private let address: PageAddress

    package init(_ machine: Machine, at address: PageAddress) {
        self.machine = machine
        self.address = address
    }

    /// Serves until the first boot has ended, or somebody needs the ports. Where somebody else has the port, it does nothing.
    package func run() {
        signal(SIGPIPE, SIG_IGN)
        guard let file = PageFile.take(machine) else { return }
        guard let listener = address.listener(), Self.dropRights() else { return }
        let inbox = Inbox()
        inbox.read()
        let title = machine.plan.app.title
        let server = PageServer(listener: listener) { request in
            Self.answer(request, inbox.state, title)
        }
        server.run(while: { !file.isRemoved })
    }

    static func answer(_ request: PageRequest, _ state: PageState, _ title: String) -> PageResponse {
        let later = (name: "Retry-After", value: "5")
        guard request.method == "GET" || request.method == "HEAD" else {
            var refusal = PageResponse.refusal(405)
            refusal.headers = [("Allow", "GET, HEAD")]
            return refusal
        }
        if request.wantsPage {
            return PageResponse(status: 503, body: SetupHTML.progress(title, state), headers: [later])
        }
        let json = (try? JSONCoder.encode(state.answer(of: title))).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return PageResponse(status: 503, type: "application/json", body: json + "\n", headers: [later])
    }

    /// From here on it is nobody, and cannot become anybody else.
    private static func dropRights() -> Bool {
        guard geteuid() == 0 else { return true }
        let nobody: UInt32 = 65534
        return setgroups(0, nil) == 0 && setgid(nobody) == 0 && setuid(nobody) == 0 && setuid(0) != 0
    }
}

/// What the first boot says, read on a thread of its own: so the end of it ends this process, whatever it does.
private final class Inbox: Sendable {
    private let latest = Mutex(PageState())
    var state: PageState { latest.withLock { $0 } }

    func read() {
        var thread = pthread_t()
        let own = Unmanaged.passRetained(self).toOpaque()
        let failure = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Inbox>.fromOpaque(pointer).takeRetainedValue().readToEnd()
            }, own)
        if failure != 0 { _exit(1) }
    }

    private func readToEnd() -> Never {
        while let line = readLine() {
            guard let state = try? JSONCoder.decode(PageState.self, from: Array(line.utf8)) else { continue }
            latest.withLock { $0 = state }
        }
        _exit(0)
    }
}
