/// The trees of the recorded machines as JSON, and their identity documents.
enum AWSDocument {
    static func dualStack(_ machine: RecordedMachine) -> String {
        let ipv6 = "2001:db8:aeb:b20b:9d87:a4af:5cc9:73dc"
        let publicName = "ec2-203-0-113-77.compute-1.amazonaws.com"
        return #"""
            {
              \#(instance(machine)),
              "local-ipv4": "10.0.0.10",
              "mac": "\#(machine.mac)",
              "network": {"interfaces": {"macs": {"\#(machine.mac)": {
                \#(interface(machine, ipv4: "10.0.0.10")),
                "public-ipv4s": "\#(machine.publicIPv4)",
                "ipv4-associations": {"\#(machine.publicIPv4)": "10.0.0.10"},
                "ipv6s": "\#(ipv6)",
                "subnet-ipv6-cidr-blocks": "2001:db8:aeb:b20b::/64"
              }}}},
              \#(placement),
              "public-hostname": "\#(publicName)",
              "public-ipv4": "\#(machine.publicIPv4)",
              "ipv6": "\#(ipv6)",
              \#(rest),
              "tags": {"instance": {"Name": "web-1", "env": "prod"}}
            }
            """#
    }

    static func privateOnly(_ machine: RecordedMachine) -> String {
        #"""
        {
          \#(instance(machine)),
          "local-ipv4": "10.0.0.11",
          "mac": "\#(machine.mac)",
          "network": {"interfaces": {"macs": {"\#(machine.mac)": {\#(interface(machine, ipv4: "10.0.0.11"))}}}},
          \#(placement),
          \#(rest)
        }
        """#
    }

    static func identity(_ machine: RecordedMachine) -> String {
        #"""
        {
          "accountId": "123456789012",
          "architecture": "x86_64",
          "availabilityZone": "us-east-1a",
          "billingProducts": null,
          "devpayProductCodes": null,
          "imageId": "ami-0123456789abcdef0",
          "instanceId": "\#(machine.instanceID)",
          "instanceType": "t3.micro",
          "kernelId": null,
          "pendingTime": "2026-01-01T00:00:00Z",
          "privateIp": "\#(machine.publicIPv4.isEmpty ? "10.0.0.11" : "10.0.0.10")",
          "ramdiskId": null,
          "region": "us-east-1",
          "version": "2017-09-30"
        }

        """#
    }

    private static func instance(_ machine: RecordedMachine) -> String {
        #"""
        "ami-id": "ami-0123456789abcdef0",
        "ami-launch-index": "0",
        "hostname": "\#(machine.hostname)",
        "instance-action": "none",
        "instance-id": "\#(machine.instanceID)",
        "instance-life-cycle": "on-demand",
        "instance-type": "t3.micro",
        "local-hostname": "\#(machine.hostname)"
        """#
    }

    private static func interface(_ machine: RecordedMachine, ipv4: String) -> String {
        #"""
        "device-number": "0",
        "interface-id": "eni-0a1b2c3d4e5f60001",
        "local-hostname": "\#(machine.hostname)",
        "mac": "\#(machine.mac)",
        "owner-id": "123456789012",
        "subnet-id": "subnet-0a1b2c3d",
        "vpc-id": "vpc-0a1b2c3d",
        "local-ipv4s": "\#(ipv4)",
        "subnet-ipv4-cidr-block": "10.0.0.0/24"
        """#
    }

    private static let placement =
        #""placement": {"availability-zone": "us-east-1a", "availability-zone-id": "use1-az1", "region": "us-east-1"}"#

    private static let rest =
        #"""
        "reservation-id": "r-01efbc9996bac1bd6",
        "security-groups": "default",
        "services": {"domain": "amazonaws.com", "partition": "aws"}
        """#
}
