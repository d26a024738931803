import Text

/// How a provider asks owners for the values of a deployment script: as fields. The script gets them as environment
/// variables in upper case.
public struct FieldRules: Sendable {
    /// A field with this word in its name is masked while the owner types.
    public var maskingWord: String
    /// Variables that could break or mislead a script that runs as root.
    public var reserved: Set<String>
    /// Prefixes of such variables' names.
    public var reservedPrefixes: [String]

    public init(maskingWord: String, reserved: Set<String>, reservedPrefixes: [String]) {
        self.maskingWord = maskingWord
        self.reserved = reserved
        self.reservedPrefixes = reservedPrefixes
    }

    /// The field's name for a sensitive parameter.
    public func maskedName(of parameter: String) -> String {
        parameter.contains(maskingWord) ? parameter : "\(parameter)_\(maskingWord)"
    }

    /// - Parameter variable: In upper case.
    public func isReserved(_ variable: String) -> Bool {
        reserved.contains(variable) || reservedPrefixes.contains { variable.hasPrefix($0) }
    }
}
