@testable import Providers

extension Facts {
    static let ember = Facts(userDataLimit: 16_384)
}
