import Findings
import Plan
import Providers
import YAML

/// The clouds that app.yaml knows, and their rules for the names in it.
enum ProviderRules {
    /// The clouds on which images are built.
    static var clouds: [Provider] { Provider.all.filter { $0.id != Provider.generic.id } }

    /// Reports a parameter name that a provider cannot use. It is an error if Linode's StackScript would break, and a
    /// warning if the provider has a section in app.yaml but cannot ask for the value.
    static func check(parameter: Node.Entry, sections: Set<String>, report: Reporter) {
        let name = parameter.name
        let variable = name.uppercased()
        for provider in clouds where provider.facts.fields?.isReserved(variable) == true {
            report.error(
                "the parameter `\(name)` would replace the environment variable `\(variable)`", at: parameter.key,
                help:
                    "\(provider.title) passes parameters as environment variables in upper case; name it `app_\(name)`")
        }
        for provider in clouds where sections.contains(provider.id.rawValue) {
            guard let rules = provider.facts.appVariables else { continue }
            if !rules.accepts(name: name) {
                report.warning(
                    "\(provider.title) cannot ask for the parameter `\(name)`", at: parameter.key,
                    help: "its variables have at most \(rules.nameLimit) lower-case letters and underscores; "
                        + "with this name the value comes through another channel")
            }
            if let label = parameter.value["label"], let text = label.string, text.count > rules.labelLimit {
                report.warning(
                    "the label is longer than the \(rules.labelLimit) characters that \(provider.title) shows",
                    at: label,
                    help: "shorten it, and put the rest into `help`")
            }
        }
    }

    /// Reports two parameters with the same field name at a provider, which masks a field by its name.
    static func checkMasking(_ parameters: [Node.Entry], kinds: [String: Parameter.Kind], report: Reporter) {
        for parameter in parameters {
            let isMarked = parameter.value["sensitive"]?.bool == true
            guard isMarked || kinds[parameter.name]?.isAlwaysSensitive == true else { continue }
            for provider in clouds {
                guard let rules = provider.facts.fields else { continue }
                let field = rules.maskedName(of: parameter.name)
                guard field != parameter.name, kinds[field] != nil else { continue }
                report.error(
                    "\(provider.title) would ask for `\(parameter.name)` and `\(field)` under the same name",
                    at: parameter.key,
                    help:
                        "the field of a sensitive value is called NAME_\(rules.maskingWord) there, so that it is masked; rename one of the two"
                )
            }
        }
    }
}
