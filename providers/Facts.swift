/// What a provider allows and calls things, on the publisher's side. Each with its source in the provider's folder.
public struct Facts: Sendable {
    /// The most bytes of user-data that it accepts, or nil where no limit is documented.
    public var userDataLimit: Int?
    /// The rules for the variables that its marketplace asks for; nil where it asks for none.
    public var appVariables: AppVariableRules?
    /// What it rents out; nil where a machine is whatever its owner has.
    public var offering: Offering?
    /// The script by which owners install apps on its machines; nil where user-data is the only way.
    public var deploymentScript: DeploymentScript?
    /// The rules for the fields of that script; nil where nobody is asked for any.
    public var fields: FieldRules?
    /// How its images are built, or nil where Packer has no builder for it.
    public var packer: PackerSource?

    public init(
        userDataLimit: Int? = nil, appVariables: AppVariableRules? = nil, offering: Offering? = nil,
        deploymentScript: DeploymentScript? = nil, fields: FieldRules? = nil, packer: PackerSource? = nil
    ) {
        self.userDataLimit = userDataLimit
        self.appVariables = appVariables
        self.offering = offering
        self.deploymentScript = deploymentScript
        self.fields = fields
        self.packer = packer
    }
}

/// A script that installs an app on a machine which runs already.
public enum DeploymentScript: Sendable {
    /// The provider runs it at the first boot, with the owner's values in its environment (Linode's StackScripts).
    case stackScript
    /// The owner runs it.
    case installer
}
