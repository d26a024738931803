/// How a provider asks owners for the values of a deployment script: as fields, which the script gets as variables of its
/// environment, in upper case.
public struct FieldRules: Sendable {
    /// A field whose name has this word is masked while it is typed.
    public var maskingWord: String
    /// Variables by which a script that root runs would go wrong, or be told something false.
    public var reserved: Set<String>
    /// Beginnings of such variables' names.
    public var reservedPrefixes: [String]

    public init(maskingWord: String, reserved: Set<String>, reservedPrefixes: [String]) {
        self.maskingWord = maskingWord
        self.reserved = reserved
        self.reservedPrefixes = reservedPrefixes
    }

    /// The name by which a sensitive parameter is asked for.
    public func maskedName(of parameter: String) -> String {
        parameter.contains(maskingWord) ? parameter : "\(parameter)_\(maskingWord)"
    }

    /// - Parameter variable: In upper case.
    public func isReserved(_ variable: String) -> Bool {
        reserved.contains(variable) || reservedPrefixes.contains { variable.hasPrefix($0) }
    }
}
