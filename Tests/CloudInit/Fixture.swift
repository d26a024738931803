import CloudInit
import Plan

extension Download {
    static let someSHA256 = String(repeating: "0123456789abcdef", count: 4)

    static func sample(_ plan: Plan, sha256: String = someSHA256) -> Download {
        let name = "\(plan.app.name)-\(plan.provider)-"
        return Download(
            plan: plan, release: plan.release ?? Release(url: "https://example.com"),
            binaries: Architecture.allCases.map {
                .init(architecture: $0, fileName: name + $0.rawValue, sha256: sha256)
            })
    }
}
