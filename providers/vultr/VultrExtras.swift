extension ImageExtras {
    /// Without the kernel option cloud-init does not know Vultr's machines whose firmware does not name it
    /// (cloud-init's ds-identify; Vultr's docs on marketplace images, read 2026-07).
    static let vultr = ImageExtras(kernelOptions: ["vultr"])
}
