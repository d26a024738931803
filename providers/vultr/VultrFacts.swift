extension Facts {
    /// No limit is documented; 65,508 bytes of user-data were seen to arrive whole.
    public static let vultr = Facts(userDataLimit: nil)
}
