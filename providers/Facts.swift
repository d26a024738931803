/// A provider's limits and names, for the publisher's side. The sources are in the provider's folder.
public struct Facts: Sendable {
    /// The largest user-data that it accepts, in bytes; nil if no limit is documented.
    public var userDataLimit: Int?
    /// What its web form calls the field for user-data, if owners would not find it by that word.
    public var userDataField: String?
    /// Whether its marketplace gives a publisher's vendor data to the provider's own image, so that the publisher has no
    /// image to keep.
    public var takesVendorData: Bool
    /// The rules for the variables that its marketplace asks for; nil if it asks for none.
    public var appVariables: AppVariableRules?
    /// What it rents out; nil for machines that the owner brings.
    public var offering: Offering?
    /// The script with which owners install apps on its machines; nil if user-data is the only way.
    public var deploymentScript: DeploymentScript?
    /// The rules for that script's fields; nil if it has none.
    public var fields: FieldRules?
    /// How its images are built, or nil if Packer has no builder for it.
    public var packer: PackerSource?

    public init(
        userDataLimit: Int? = nil, userDataField: String? = nil, takesVendorData: Bool = false,
        appVariables: AppVariableRules? = nil, offering: Offering? = nil,
        deploymentScript: DeploymentScript? = nil, fields: FieldRules? = nil, packer: PackerSource? = nil
    ) {
        self.userDataLimit = userDataLimit
        self.userDataField = userDataField
        self.takesVendorData = takesVendorData
        self.appVariables = appVariables
        self.offering = offering
        self.deploymentScript = deploymentScript
        self.fields = fields
        self.packer = packer
    }
}

/// A script that installs an app on a running machine.
public enum DeploymentScript: Sendable {
    /// The provider runs it at the first boot, with the owner's values in its environment (Linode's StackScripts).
    case stackScript
    /// The owner runs it.
    case installer
}
