import ArgumentParser
import Foundation
import Host
import Import

/// Asks a person for what no option gives.
struct Questions: Sendable {
    /// nil where there is nobody to ask: then the usual answers hold.
    let terminal: Terminal?

    /// - Parameters:
    ///   - usual: What Enter means; nil where only the person knows.
    ///   - option: The option that gives the same, for an error where there is nobody to ask.
    ///   - read: Throws a `ValidationError` for an answer that does not do: then it is asked again.
    func ask<Answer>(
        _ question: String, usual: String?, option: String, read: (String) throws -> Answer
    ) throws -> Answer {
        guard let terminal else {
            guard let usual else { throw ValidationError("Nobody is there to ask: give \(option).") }
            return try read(usual)
        }
        let prompt = question + (usual.map { " [\($0)]" } ?? "") + ": "
        while let line = terminal.ask(prompt, hidden: false) {
            let answer = line.trimmingCharacters(in: .whitespaces)
            do {
                guard let text = answer.isEmpty ? usual : answer else {
                    throw ValidationError("There is no usual answer.")
                }
                return try read(text)
            } catch let error as ValidationError {
                terminal.show("  \(error)")
            }
        }
        throw ValidationError("The input has ended before the answer: give \(option).")
    }

    /// Shows what an import found, and asks what only a person knows.
    ///
    /// - Parameter service: The one that `--service` names.
    /// - Returns: The service that people open first; nil for the one that was found.
    /// - Throws: `ValidationError` where the service is none of them, `ExitCode` where the person stops.
    func review(_ app: ImportedApp, service: String?) throws -> String? {
        let names = app.frontDoors.map(\.service)
        let door = try service.map { try Self.door($0, of: names) } ?? frontDoor(app.frontDoors)
        guard let terminal else { return door }
        let found = app.report.items.filter { $0.outcome == .parameter || $0.outcome == .secret }
        guard !found.isEmpty else { return door }
        terminal.show("Found:")
        for item in found { terminal.show("  \(item.outcome.rawValue): \(item.text)") }
        let answer = terminal.ask("Enter to write the app, or n to stop: ", hidden: false)
        guard let word = answer?.trimmingCharacters(in: .whitespaces).lowercased(), !["n", "no"].contains(word) else {
            Generation.complain("nothing is written")
            throw ExitCode.failure
        }
        return door
    }

    private func frontDoor(_ doors: [FrontDoor]) throws -> String? {
        guard let first = doors.first, doors.count > 1 else { return nil }
        let names = doors.map(\.service)
        guard let terminal else {
            Generation.complain(
                "note: \(names.joined(separator: ", ")) can all be opened in a browser: `\(first.service)` is taken "
                    + "for the app's address; --service chooses another")
            return nil
        }
        terminal.show("These services can be opened in a browser:")
        for (number, door) in doors.enumerated() {
            terminal.show("  \(number + 1)  \(door.service), port \(door.port)")
        }
        let question = "Which one do people open first"
        return try ask(question, usual: first.service, option: "--service") { answer -> String in
            if let number = Int(answer), !names.contains(answer), names.indices.contains(number - 1) {
                return names[number - 1]
            }
            return try Self.door(answer, of: names)
        }
    }

    private static func door(_ name: String, of names: [String]) throws -> String {
        guard names.contains(name) else {
            throw ValidationError(
                names.isEmpty
                    ? "`\(name)` is not published for a browser, nor is any other service."
                    : "`\(name)` is none of the services that browsers open: \(names.joined(separator: ", ")).")
        }
        return name
    }
}
