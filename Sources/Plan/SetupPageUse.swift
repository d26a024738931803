/// What a browser is shown while a machine sets itself up.
public enum SetupPageUse: String, Codable, CaseIterable, Sendable {
    /// The steps, as the console tells them.
    case steps
    /// Nothing.
    case none
}

extension Plan {
    /// The port that the page is shown on: that of the web, if it leads to the app from everywhere, because the firewall is
    /// open there. nil where there is no page.
    public var setupPagePort: Int? {
        if setupPage == SetupPageUse.none { return nil }
        let isOpen = stack.ports.contains { $0.port.port == 80 && $0.port.transport == .tcp && $0.port.address == nil }
        return isOpen ? 80 : nil
    }
}
