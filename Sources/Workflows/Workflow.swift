/// A workflow of GitHub Actions as a value. ``Workflow/text`` is the only place that makes YAML of it.
struct Workflow: Sendable {
    /// What it is for, such as `ci`: the end of its file's name.
    var purpose: String
    var title: String
    var triggers: [(String, Setting)]
    var concurrency: Concurrency
    /// Values that all its steps see.
    var environment: [(String, Value)] = []
    var jobs: [(name: String, job: Job)]
}

/// A value that GitHub reads. What comes from app.yaml is text, in which GitHub never sees an expression.
enum Value: Sendable {
    case text(String)
    /// What GitHub puts in, written without `${{ }}`.
    case expression(String)
    /// Text with values that GitHub puts in.
    case joined([Value])
}

/// A part of a workflow without a kind of its own.
indirect enum Setting: Sendable {
    case value(Value)
    case number(Int)
    case flag(Bool)
    case list([Setting])
    case map([(String, Setting)])

    static func text(_ text: String) -> Setting { .value(.text(text)) }
}

/// Which runs exclude each other.
struct Concurrency: Sendable {
    var group: Value
    /// Whether a new run ends the one before.
    var cancels: Setting
}

/// What the job's token may do. Everything that is not named is denied.
enum Permission: String {
    case contents, packages, attestations
    case idToken = "id-token"
}

enum Access: String { case read, write }

struct Job: Sendable {
    var permissions: [(Permission, Access)]
    var needs: [String] = []
    var condition: String?
    /// The environment with its reviewers and secrets.
    var environment: String?
    var outputs: [(String, Value)] = []
    /// One run for each entry, whose keys are `matrix.KEY`.
    var matrix: [[(String, String)]] = []
    var work: Work

    enum Work {
        /// - Parameters:
        ///   - runner: The label of the machine.
        ///   - minutes: After which the job is ended.
        case steps(runner: Value, minutes: Int, [Step])
        /// Another workflow of the repository, with the secrets that it gets.
        case workflow(path: String, secrets: [String])
    }
}

struct Step: Sendable {
    var name: String
    var id: String?
    var condition: String?
    var environment: [(String, Value)] = []
    var action: Action?
    var inputs: [(String, Setting)] = []
    /// For bash. It is the same in every repository: what differs comes by `environment`.
    var script: String?

    static func use(
        _ name: String, _ action: Action, id: String? = nil, if condition: String? = nil,
        environment: [(String, Value)] = [], _ inputs: [(String, Setting)] = []
    ) -> Step {
        Step(
            name: name, id: id, condition: condition, environment: environment, action: action, inputs: inputs)
    }

    static func run(
        _ name: String, id: String? = nil, if condition: String? = nil, environment: [(String, Value)] = [],
        _ script: String
    ) -> Step {
        Step(name: name, id: id, condition: condition, environment: environment, script: script)
    }
}
