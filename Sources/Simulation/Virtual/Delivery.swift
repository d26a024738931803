import JSON
import Plan

/// How an app gets onto a machine.
public enum Delivery: String, CaseIterable, Sendable {
    /// The machine starts from an image on which the app was prepared and sealed.
    case image
    /// The owner pastes the emitted user-data.
    case cloudInit = "cloud-init"
    /// The marketplace gives the emitted vendor data to the provider's own image, and the owner fills in a form.
    case vendorData = "vendor-data"
    /// Linode runs the emitted script with the owner's fields.
    case stackScript = "stackscript"
    /// The owner logs in and runs install.sh.
    case installer
}

/// The owner's values in the emitted files.
enum OwnerInput {
    /// User-data with the values for a machine from an image; nil if there are none.
    static func userData(_ values: [String: String], for app: App) throws -> String? {
        if values.isEmpty { return nil }
        let lines = try values.sorted { $0.key < $1.key }.map { "      \(try line($0, $1))\n" }.joined()
        return """
            #cloud-config
            write_files:
              - path: \(Paths(app: app.name).parameters)
                permissions: "0600"
                content: |
            \(lines)
            """
    }

    /// The emitted user-data with its parameters filled in: each one's line, commented out or not, gets its value.
    static func filled(_ userData: String, _ values: [String: String]) throws -> String {
        var open = values
        let lines = try userData.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let indent = line.prefix { $0 == " " }
            var text = line.dropFirst(indent.count)
            if text.hasPrefix("# ") { text = text.dropFirst(2) }
            guard let colon = text.firstIndex(of: ":"), let value = open.removeValue(forKey: String(text[..<colon]))
            else { return String(line) }
            return indent + (try self.line(String(text[..<colon]), value))
        }
        return lines.joined(separator: "\n")
    }

    /// A JSON string is also a YAML string.
    private static func line(_ name: String, _ value: String) throws -> String {
        "\(name): \(String(decoding: try JSONCoder.encode(value), as: UTF8.self))"
    }
}
