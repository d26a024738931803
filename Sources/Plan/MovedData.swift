/// How data is called that `provision --new-data` has moved aside: `NAME_old-TIME`.
public enum MovedData {
    private static let mark = "_old-"

    /// - Parameter time: UTC, as `20240229T120000Z`.
    public static func name(of old: String, at time: String) -> String { old + mark + time }

    public static func isName(_ name: String, of old: String) -> Bool { name.hasPrefix(old + mark) }

    /// Whether it is the name of a volume that took over what a project's volume without a name held.
    public static func isName(_ name: String, ofProject project: String) -> Bool {
        name.hasPrefix(project + "_") && name.contains(mark)
    }
}
