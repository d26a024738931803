extension Facts {
    /// Nothing carries user-data here, so nothing limits it.
    public static let generic = Facts(userDataLimit: nil)
}
