extension Facts {
    /// Nothing carries user-data here but a file, so nothing limits it.
    ///
    /// Traps: Proxmox VE changes the instance id when the cloud-init settings of a machine change, and its user-data is
    /// its own unless `cicustom` names another.
    public static let noCloud = Facts()
}
