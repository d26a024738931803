/// This release of Landfall, as both programs say it.
public enum LandfallRelease {
    public static let version = "0.1.0"
}
