/// How much swap a machine gets. All in bytes.
enum SwapSize {
    /// Memory and swap together come to this: what most stacks need to start all at once.
    static let together: Int64 = 2 << 30
    private static let step: Int64 = 256 << 20
    /// Less is not worth a file.
    private static let least: Int64 = 512 << 20
    /// A quarter of the free disk at most.
    private static let share: Int64 = 4

    /// - Parameters:
    ///   - memory: As the kernel counts it, some 5 % less than what the machine was sold with.
    ///   - present: Swap that the machine has already.
    ///   - free: Free space on the disk.
    /// - Returns: nil where none is needed, or where the disk has no room for it.
    static func needed(memory: Int64, present: Int64, free: Int64) -> Int64? {
        guard present == 0, memory < together * 9 / 10 else { return nil }
        let missing = (together - memory + step - 1) / step * step
        let size = max(missing, least)
        return size <= free / share ? size : nil
    }
}
