import Host
import Installation
import JSON
import Plan
import Synchronization

/// The page that a browser is shown while this process sets the machine up.
///
/// A process of its own serves it, which has no rights: what strangers send never reaches the first boot's memory, and
/// nothing that happens to the page harms the first boot. That process ends with this one.
package enum SetupPage {
    private struct Shown {
        let news: AsyncStream<PageState>.Continuation
        let end: Task<Void, Never>
    }

    private static let shown = Mutex<Shown?>(nil)

    /// Shows the page, if the app has one, the machine is not set up yet, and nobody has the port. It never fails.
    ///
    /// - Parameter choice: The owner's; nil for the app's own port, on a whole machine.
    package static func open(_ machine: Machine, _ choice: PageChoice?) {
        let place: PageAddress
        switch choice {
        case .at(let address): place = address
        case .nowhere: return
        case nil:
            guard machine.files.root.isSystem, let port = machine.plan.setupPagePort else { return }
            place = PageAddress(port: port)
        }
        guard let state = try? StateStore(machine).load().state, state.isSetUp else {
            return shown.withLock { shown in if shown == nil { shown = begin(machine, place) } }
        }
    }

    /// Whether this process shows one.
    package static var isShown: Bool { shown.withLock { $0 != nil } }

    private static func begin(_ machine: Machine, _ place: PageAddress) -> Shown {
        let (states, news) = AsyncStream.makeStream(of: PageState.self, bufferingPolicy: .unbounded)
        // It needs nothing of the environment, where a StackScript has the owner's values.
        let command = Command(
            ThisProcess.program, machine.ownCommand("page").dropFirst() + ["--at", place.text], inherited: [])
        let end = Task.detached {
            _ = try? await command.converse { conversation in
                for await state in states {
                    guard let line = try? JSONCoder.encode(state) else { continue }
                    conversation.say(String(decoding: line, as: UTF8.self) + "\n")
                }
            }
        }
        return Shown(news: news, end: end)
    }

    /// Tells the page which step runs; does nothing where there is none.
    ///
    /// - Parameter step: nil for what comes before the first boot.
    package static func enter(_ step: Step?, detail: String? = nil) {
        shown.withLock { shown in
            guard let news = shown?.news else { return }
            let steps = Step.allCases.filter { $0 != .data || step == .data }
            let state = PageState(
                steps: [preparation] + steps.map(\.title),
                current: step.flatMap { steps.firstIndex(of: $0) }.map { $0 + 1 } ?? 0, detail: detail)
            news.yield(state)
        }
    }

    private static let preparation = "Preparing the machine"

    /// Gives the ports free, whoever shows a page there. When this returns, nobody listens on them.
    package static func close(_ machine: Machine) async {
        let own = shown.withLock { shown -> Shown? in
            defer { shown = nil }
            return shown
        }
        own?.news.finish()
        await own?.end.value
        await PageFile.removeAll(machine)
    }
}
