import Glibc
import Synchronization

/// A line for each provider, rewritten in place on a terminal. Elsewhere each change is a new line.
final class Progress: Sendable {
    private struct State {
        var texts: [String]
        var starts: [ContinuousClock.Instant?]
        var ends: [Duration?]
        var isDrawn = false
    }

    private let names: [String]
    private let descriptor: Int32
    private let isTerminal: Bool
    private let state: Mutex<State>

    init(_ names: [String], descriptor: Int32 = STDERR_FILENO) {
        self.names = names
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
        state = Mutex(
            State(
                texts: names.map { _ in "waiting" }, starts: names.map { _ in nil }, ends: names.map { _ in nil }))
    }

    func show(_ text: String, for index: Int) {
        state.withLock { state in
            if state.starts[index] == nil { state.starts[index] = .now }
            guard state.texts[index] != text else { return }
            state.texts[index] = text
            isTerminal ? draw(&state) : put("\(names[index]): \(text)\n")
        }
    }

    func end(_ text: String, for index: Int) {
        show(text, for: index)
        state.withLock { state in
            state.ends[index] = state.starts[index].map { .now - $0 } ?? .zero
            if isTerminal { draw(&state) }
        }
    }

    /// Updates the seconds until it is cancelled.
    func tick() async {
        guard isTerminal else { return }
        while (try? await Task.sleep(for: .seconds(1))) != nil { state.withLock { draw(&$0) } }
    }

    private func draw(_ state: inout State) {
        let width = names.map(\.count).max() ?? 0
        var text = state.isDrawn ? "\u{1b}[\(names.count)A" : ""
        for (index, name) in names.enumerated() {
            let spent = state.ends[index] ?? state.starts[index].map { .now - $0 } ?? .zero
            let head = name + String(repeating: " ", count: width - name.count) + "  " + spent.clock + "  "
            text += "\r\u{1b}[K" + head + String(state.texts[index].prefix(max(10, columns - head.count - 1))) + "\n"
        }
        state.isDrawn = true
        put(text)
    }

    private var columns: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    private func put(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count <= 0 && errno != EINTR { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}

extension Duration {
    /// Minutes and seconds, such as `7:05`.
    var clock: String {
        let seconds = Int(components.seconds)
        return "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
    }
}
