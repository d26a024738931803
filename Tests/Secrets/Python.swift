import TestSupport
import Testing

/// The distribution's Python, whose packages `make setup` installs.
enum Python {
    static let tool = Tool(path: "/usr/bin/python3")

    static var hasPackages: Bool {
        (try? tool?.run(["-c", "import jwt, cryptography"]).status) == 0
    }

    static func run(_ program: String, _ arguments: [String]) throws -> String {
        try #require(tool).run(["-c", program] + arguments).output
    }
}
