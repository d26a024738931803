import ComposeFile
import Plan
import YAML

/// The values that secrets had in the files, and how sure it is that a text means one of them.
struct OldValues {
    struct Place {
        /// In the text's bytes.
        var range: Range<Int>
        var value: String
    }

    /// Those that mean the secret wherever they stand by themselves.
    let certain: TextFinder
    /// Those that may be something else, such as `secret`.
    let likely: TextFinder
    /// Those that are also what a user is called, or another thing that no service is: `minioadmin`.
    let doubtful: TextFinder

    init(_ draft: Draft) {
        let (others, names) = Self.otherWords(draft)
        doubtful = TextFinder(draft.replaced.keys.filter { others.contains($0) && !names.contains($0) })
        let values = draft.replaced.keys.filter { !others.contains($0) }
        certain = TextFinder(values.filter(SecretName.isUnusual))
        likely = TextFinder(values.filter { !SecretName.isUnusual($0) })
    }

    private static func isRandom(_ value: String) -> Bool {
        value.utf8.count >= 10 && value.contains(where: \.isNumber) && value != value.lowercased()
            && value != value.uppercased()
    }

    /// What the files call other things, such as `postgres`: a service, an image, a user, a database.
    ///
    /// - Returns: All of them, and those of services, images, volumes and the like.
    static func otherWords(_ draft: Draft) -> (all: Set<String>, names: Set<String>) {
        var names: Set<String> = []
        var words = draft.variables
        for service in draft.services {
            names.insert(service.name)
            names.insert(draft.image(of: service) ?? "")
            // Of an unknown name, such as DBPASS, a random value is the password all the same.
            for variable in service.environment {
                guard let value = variable.value, !SecretName.isSecret(variable.name, value) else { continue }
                if !isRandom(value) { words.insert(value) }
            }
        }
        for section in ComposeFile.Section.allCases { names.formUnion(draft.declared(section).map(\.name)) }
        for (name, example) in draft.examples
        where example.parts == nil && !SecretName.isSecret(name, example.value) { words.insert(example.value) }
        let parts = names.flatMap { $0.split { !$0.isLetter && !$0.isNumber } }
        names.formUnion(parts.map(String.init))
        return (words.union(names), names)
    }

    func places(in bytes: [UInt8], _ surroundings: TextFinder.Surroundings = .ofValue) -> [Place] {
        Self.places(in: bytes, certain, surroundings)
    }

    static func places(
        in bytes: [UInt8], _ finder: TextFinder, _ surroundings: TextFinder.Surroundings = .ends
    ) -> [Place] {
        finder.places(in: bytes, surroundings).map {
            Place(range: $0, value: String(decoding: bytes[$0], as: UTF8.self))
        }
    }

    /// The text with something else for the values that are certain; nil where it has none.
    func replaced(in text: String, _ new: (Place, [UInt8]) -> String?) -> String? {
        let bytes = Array(text.utf8)
        var result = ""
        var end = 0
        for place in places(in: bytes) {
            guard let new = new(place, bytes) else { continue }
            result += String(decoding: bytes[end..<place.range.lowerBound], as: UTF8.self) + new
            end = place.range.upperBound
        }
        return end == 0 ? nil : result + String(decoding: bytes[end...], as: UTF8.self)
    }

    /// A text for people, without the values.
    func hidden(_ text: String) -> String { replaced(in: text) { _, _ in "…" } ?? text }
}
