import Host
import Installation

extension [Restic.Snapshot] {
    /// The newest that was restored once. Those from the future were made while a clock was wrong and may be older than
    /// others; where all are from the future, this machine's clock is the wrong one.
    func newestVerified(on machine: Machine) -> Restic.Snapshot? {
        let verified = filter(\.isVerified)
        let limit = Timestamp(seconds: Timestamp.now.seconds + 86_400).basic
        guard let past = verified.last(where: { $0.name <= limit }) else { return verified.last }
        for later in verified where later.name > limit {
            machine.note("passed over \(later.name), which the machine's clock says is of the future")
        }
        return past
    }
}
