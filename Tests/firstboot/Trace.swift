/// What strace wrote of a boot.
struct Trace {
    /// The calls without their threads, in the order in which they were made, each in one line.
    private(set) var calls: [String] = []

    init(_ text: String) {
        var unfinished: [Substring: Int] = [:]
        for line in text.split(separator: "\n") {
            let thread = line.prefix { $0 != " " }
            let rest = line.dropFirst(thread.count).drop { $0 == " " }
            if rest.hasPrefix("<... "), let index = unfinished.removeValue(forKey: thread) {
                calls[index] += rest.drop { $0 != ">" }.dropFirst()
            } else {
                if rest.hasSuffix("<unfinished ...>") { unfinished[thread] = calls.count }
                calls.append(String(rest.replacing("<unfinished ...>", with: "")))
            }
        }
    }

    var injected: [String] { calls.filter { $0.hasSuffix("(INJECTED)") } }
}
