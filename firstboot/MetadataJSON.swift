import Providers

extension Metadata {
    /// The record as the contract has it: every key is there, with null for what the machine has not.
    func json() throws -> [UInt8] { try JSON.encode(self) }
}
