import ComposeFile
import Text
import YAML

/// Decides whether the owner of a machine is asked for a variable, and how.
struct ParameterChoice {
    let draft: Draft
    let name: String
    /// The file's own value; nil for none.
    let value: String?
    let isRequired: Bool
    /// Whether the file itself says that it is a secret, whatever it is called.
    var isSecret = false
    /// Whether another company gives it out, whatever it is called.
    var isForeign = false

    /// Nobody fills in more fields before a deployment.
    private static let most = 40

    /// - Returns: The parameter with `{{ }}`, or nil where the owner is not asked.
    func run(line: Int?, help: String?) -> String? {
        guard let type else { return nil }
        guard draft.parameters.count < Self.most || isRequired else { return nil }
        let parameter = parameterName
        var keys: [(String, YAMLValue)] = [("type", .string(type)), ("label", .string(NameRules.label(name)))]
        let note = help.map(VisibleText.line).map { $0.filter { $0 != "\t" } }
        if let note, !note.isEmpty, note.unicodeScalars.count < 200, !note.contains("{{") {
            keys.append(("help", .string(note)))
        }
        if type == "boolean", let value {
            keys.append(("default", .bool(value == "true")))
        } else if let value, !value.isEmpty, !(isRequired && SecretName.isExample(value)), type != "password",
            type != "api-token", VisibleText.isLine(value), value.unicodeScalars.count < 200
        {
            keys.append(("default", .string(value)))
        } else if !isRequired {
            keys.append(("required", .bool(false)))
        }
        let isNeeded = isRequired && !keys.contains { $0.0 == "default" }
        draft.parameters.add(parameter, keys)
        draft.report.add(
            .parameter,
            "`\(name)` is the parameter `\(parameter)` (\(type))\(isNeeded ? ", which the owner must give" : "")",
            line: line)
        return "{{ parameters.\(parameter) }}"
    }

    private var type: String? {
        let value = value ?? ""
        if isSecret || SecretName.isSecret(name) {
            guard value.isEmpty || SecretValue.isPossible(value) else { return nil }
            guard isRequired || isForeign || SecretName.isForeign(name, value) else { return nil }
            return NameRules.isMail(name) ? "password" : "api-token"
        }
        if NameRules.isEmail(name), value.isEmpty || Self.isEmail(value) { return "email" }
        if isForeign || SecretName.isUserKey(name) && SecretName.isForeign(name) && value.isEmpty { return "string" }
        if value == "true" || value == "false" { return isRequired || NameRules.isSwitch(name) ? "boolean" : nil }
        if NameRules.isMail(name), value.isEmpty || !name.uppercased().hasSuffix("PORT") {
            return ["HOST", "PORT", "USER", "USERNAME", "FROM"].contains { name.uppercased().hasSuffix($0) }
                ? "string" : isRequired ? "string" : nil
        }
        return isRequired ? "string" : nil
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && parts[1].contains(".")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") }
    }

    /// In lower case, as the clouds' forms have it.
    private var parameterName: String {
        var text = String(name.lowercased().drop { $0 == "_" }.prefix(59))
        if text.first.map({ !$0.isLetter }) ?? true { text = "app_" + text }
        return Self.reserved.contains(text) ? "app_" + text : text
    }

    /// Environment variables of every process.
    private static let reserved: Set<String> = [
        "path", "home", "user", "shell", "lang", "term", "pwd", "hostname", "logname", "mail", "editor", "tz", "domain",
    ]
}
