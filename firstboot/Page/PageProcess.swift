import Glibc
import Host
import Installation
import JSON
import Plan
import Synchronization

/// The process that serves the page. It reads what to show from its standard input, and ends with it.
package struct PageProcess {
    private let machine: Machine
    private let addresses: [PageAddress]

    package init(_ machine: Machine, at addresses: [PageAddress]) {
        self.machine = machine
        self.addresses = addresses
    }

    /// Serves until the first boot has ended, or somebody needs the ports. Without a port to serve at, it does nothing.
    package func run() {
        signal(SIGPIPE, SIG_IGN)
        guard let file = PageFile.take(machine) else { return }
        guard let first = addresses.first?.bound() else { return }
        guard Self.dropRights() else { return }
        guard listen(first, 64) == 0 else { return }
        let inbox = Inbox()
        inbox.read()
        let title = machine.plan.app.title
        let server = PageServer(listeners: [first], wake: inbox.wake) { request, _ in
            Self.answer(request, inbox.state, title)
        }
        server.run { !file.isRemoved }
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
    /// Can be read when something has come.
    let wake: Int32
    private let bell: Int32

    var state: PageState { latest.withLock { $0 } }

    init() {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (wake, bell) = (ends[0], ends[1])
    }

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
            var byte: UInt8 = 0
            _ = write(bell, &byte, 1)
        }
        _exit(0)
    }
}
