import AppSpec
import ArgumentParser
import Emulator
import Foundation
import Providers

/// A shell's completions for option values, for the script that `landfall --generate-completion-script SHELL` prints.
enum Completions {
    static let provider = CompletionKind.list(names)
    /// For lists such as `vultr,linode`: the text before the last comma stays.
    static let providers = CompletionKind.custom { _, _, prefix in
        let earlier = prefix.split(separator: ",", omittingEmptySubsequences: false).dropLast().map(String.init)
        let head = earlier.isEmpty ? "" : earlier.joined(separator: ",") + ","
        return names.filter { !earlier.contains($0) }.map { head + $0 }
    }
    static let variant = CompletionKind.custom { words, _, _ in
        let chosen = value(of: "--provider", in: words).flatMap(Provider.named).map { [$0] } ?? Provider.all
        return chosen.flatMap { $0.recording?.variants.map(\.name) ?? [] }
    }
    static let fault = CompletionKind.list([
        "503:3", "429:3", "reset:2", "garbage:1", "empty:1", "truncate:2", "slow:2s", "late:5s",
    ])
    static let parameter = CompletionKind.custom { words, _, _ in
        spec(in: words)?.parameters.map { $0.name + "=" } ?? []
    }
    static let port = CompletionKind.custom { words, _, _ in
        let ports = spec(in: words)?.plan(for: Provider.generic.id).stack.ports ?? []
        return ports.map { "\($0.port.port)=" }
    }

    private static let names = Provider.all.map(\.id.rawValue)

    private static func value(of option: String, in words: [String]) -> String? {
        if let place = words.firstIndex(of: option), place + 1 < words.count { return words[place + 1] }
        return words.first { $0.hasPrefix("\(option)=") }.map { String($0.dropFirst(option.count + 1)) }
    }

    /// The app on the command line: app.yaml if none is named.
    private static func spec(in words: [String]) -> AppSpec? {
        let named = words.dropFirst().filter { ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) && !$0.hasPrefix("-") }
        return Compiler.compile(path: named.first ?? "app.yaml").spec
    }
}

extension Provider {
    /// Those for which files are made unasked.
    static var usualNames: String { all.filter { !$0.isOnRequest }.map(\.id.rawValue).joined(separator: ", ") }

    /// The providers' names as a sentence lists them: `a, b or c`.
    static func names(of providers: [Provider]) -> String {
        let names = providers.map(\.id.rawValue)
        return names.count < 2
            ? names.joined() : names.dropLast().joined(separator: ", ") + " or \(names[names.count - 1])"
    }
}
