import Findings
import Plan
import Providers
import YAML

/// The clouds that app.yaml knows, and what each asks of the names in it.
enum ProviderRules {
    /// Those that images are built on.
    static var clouds: [Provider] { Provider.all.filter { $0.id != Provider.generic.id } }

    /// Reports a parameter's name that a provider cannot carry: an error where Linode's StackScript would break,
    /// a warning where the provider has a section of its own and the value cannot be asked for there.
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
                        + "under this name the value comes by another channel")
            }
            if let label = parameter.value["label"], let text = label.string, text.count > rules.labelLimit {
                report.warning(
                    "the label has more characters than the \(rules.labelLimit) that \(provider.title) shows",
                    at: label,
                    help: "shorten it, and say the rest under `help`")
            }
        }
    }

    /// Reports two parameters that a provider would ask for under one name, because it masks a field only by its name.
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
                        "a sensitive value is asked for as NAME_\(rules.maskingWord) there, which masks it; rename one of the two"
                )
            }
        }
    }
}
