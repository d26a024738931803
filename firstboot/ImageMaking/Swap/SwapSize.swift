/// How much swap a machine gets. All in bytes.
enum SwapSize {
    /// The target for memory and swap together: what most stacks need to start all their services.
    static let together: Int64 = 2 << 30
    private static let step: Int64 = 256 << 20
    /// A smaller swap file is not worth it.
    private static let least: Int64 = 512 << 20
    /// At most a quarter of the free disk space.
    private static let share: Int64 = 4

    /// - Parameters:
    ///   - memory: As the kernel counts it: about 5 % less than the machine was sold with.
    ///   - present: Swap that the machine has already.
    ///   - free: Free space on the disk.
    /// - Returns: nil if none is needed or the disk has no room.
    static func needed(memory: Int64, present: Int64, free: Int64) -> Int64? {
        guard present == 0, memory < together * 9 / 10 else { return nil }
        let missing = (together - memory + step - 1) / step * step
        let size = max(missing, least)
        return size <= free / share ? size : nil
    }
}
