import Emulator
import Foundation

@testable import Providers

/// What curl prints when it explores an emulated metadata service.
enum Transcript {
    /// A reference page: each question once, put to the machine that has the most to say.
    static func page(of provider: Provider) async throws -> String {
        let variants = (provider.recording?.variants ?? []).map {
            (variant: $0, commands: commands(of: $0, below: provider.metadata?.path ?? ""))
        }
        var page = "# \(provider.title)'s metadata service\n"
        page += "Made from the emulator (`landfall metadata serve --provider \(provider.id)`)"
        page += " by `LANDFALL_RECORD=1 swift test --filter DocumentationTests`.\n"
        var seen: Set<[String]> = []
        for (variant, commands) in variants.sorted(by: { $0.commands.count > $1.commands.count }) {
            let new = commands.filter { seen.insert($0).inserted }
            guard !new.isEmpty else { continue }
            let service = try MetadataService(provider: provider, variant: variant.name)
            page += "\n## \(variant.name)\nThis machine has \(variant.summary).\n"
            page += try await withService(service) { address in
                try new.map { try section($0, at: address) }.joined()
            }
        }
        return page
    }

    /// curl's arguments, from the routes: each document, and of the text tree the first levels.
    private static func commands(of variant: Recording.Variant, below root: String) -> [[String]] {
        variant.routes(variant.machine).filter { $0.path.dropFirst(root.count).split(separator: "/").count <= 3 }.map {
            route in
            let headers = route.wants.sorted { $0.key < $1.key }.flatMap { ["-H", "\($0): \($1 ?? "300")"] }
            return (route.method == "GET" ? [] : ["-X", route.method]) + headers + [route.path]
        }
    }

    private static func section(_ arguments: [String], at address: String) throws -> String {
        let path = arguments.last ?? "/"
        let shown = arguments.dropLast().map { $0.contains(" ") ? "'\($0)'" : $0 } + ["http://169.254.169.254\(path)"]
        let output = try curl(Array(arguments.dropLast()) + [address + path])
        let text = output.replacing("\r\n", with: "\n")
        return "```\n$ curl -si \(shown.joined(separator: " "))\n\(text)\(text.hasSuffix("\n") ? "" : "\n")```\n"
    }

    private static func curl(_ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["curl", "-si"] + arguments
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
