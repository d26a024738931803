/// What the page shows. The first boot tells it to the page's process, one JSON text a line.
struct PageState: Codable, Equatable, Sendable {
    static let settingUp = "setting up"

    /// The steps' titles, as the console has them, in order.
    var steps: [String] = []
    /// The one that runs; nil before the first.
    var current: Int?
    /// What of it is being done.
    var detail: String?

    /// For a program that asks.
    struct Answer: Encodable {
        var app: String
        var state = PageState.settingUp
        var step: String?
        /// From 1.
        var number: Int?
        var of: Int
        var detail: String?
    }

    func answer(of app: String) -> Answer {
        let place = current.flatMap { steps.indices.contains($0) ? $0 : nil }
        return Answer(
            app: app, step: place.map { steps[$0] }, number: place.map { $0 + 1 }, of: steps.count, detail: detail)
    }

    /// The step that runs, in words.
    var sentence: String {
        guard let current, steps.indices.contains(current) else { return "The set-up begins." }
        return "Step \(current + 1) of \(steps.count): \(steps[current])" + (detail.map { " (\($0))" } ?? "")
    }
}
