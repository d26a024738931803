import Plan

/// Parameters as variables of the environment: how Linode hands over what the owner typed into the form.
enum ParameterEnvironment {
    /// The parameter's name in upper case (the StackScript rules).
    static func name(of parameter: Parameter) -> String { parameter.name.uppercased() }
}
