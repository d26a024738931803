import Installation
import Plan

/// What a release changes of another one, as far as it decides what happens to the services and their data.
struct ReleaseChange {
    /// Whether the other release's services may change data: then they work on a copy.
    let touchesData: Bool

    /// - Parameters:
    ///   - old: The plan in use; nil if this program cannot read it.
    ///   - state: Says which one-time commands have run.
    ///   - movesImages: Whether a name of an image that both have stands for another image now.
    init(from old: Plan?, to new: Plan, _ state: State, movesImages: Bool) {
        guard let old, !movesImages, old.source == new.source, state.commandsToRun(of: new).isEmpty,
            old.secrets == new.secrets,
            old.environment == new.environment, Self.defaults(old) == Self.defaults(new),
            Self.definitions(old.stack) == Self.definitions(new.stack)
        else {
            touchesData = true
            return
        }
        touchesData = !Self.files(old).elementsEqual(Self.files(new))
    }

    /// What decides which containers there are.
    private static func definitions(_ stack: Stack) -> Stack {
        var stack = stack
        stack.files = []
        return stack
    }

    /// What a file or `.env` may have where the owner gives nothing.
    private static func defaults(_ plan: Plan) -> [String: Parameter.Default?] {
        Dictionary(plan.parameters.map { ($0.name, $0.defaultValue) }) { $1 }
    }

    /// A service may read any file as it starts. One that it reads again while it runs makes no difference.
    private static func files(_ plan: Plan) -> [StackFile] {
        plan.stack.files.sorted { $0.path < $1.path }.map { file in
            var file = file
            if file.reload != nil { file.content = .verbatim([]) }
            return file
        }
    }
}
