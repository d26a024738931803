extension Facts {
    /// User-data: UpCloud documents no limit.
    ///
    /// Traps: the server's metadata service is off unless the owner switches it on, and user-data cannot be changed
    /// after the server was made (cloud-init's documentation of its source).
    public static let upCloud = Facts()
}
