/// The documents of the recorded machines.
enum OracleDocument {
    static func ipv4Only(_ machine: RecordedMachine) -> String {
        #"""
        {
          "availabilityDomain": "EMIr:PHX-AD-1",
          "faultDomain": "FAULT-DOMAIN-3",
          "compartmentId": "ocid1.tenancy.oc1..exampleuniqueID",
          "displayName": "\#(machine.hostname)",
          "hostname": "\#(machine.hostname)",
          "id": "\#(machine.instanceID)",
          "image": "ocid1.image.oc1.phx.exampleuniqueID",
          "metadata": {
            "ssh_authorized_keys": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAkQFx4lLDM6QUhPVl1ka3J5gIeOlZyjqrG4v8bN1Nvi deploy@example.net"
          },
          "region": "phx",
          "canonicalRegionName": "us-phoenix-1",
          "ociAdName": "phx-ad-1",
          "regionInfo": {
            "realmKey": "oc1",
            "realmDomainComponent": "oraclecloud.com",
            "regionKey": "PHX",
            "regionIdentifier": "us-phoenix-1"
          },
          "shape": "VM.Standard.E4.Flex",
          "state": "Running",
          "timeCreated": 1735689600000,
          "agentConfig": {
            "monitoringDisabled": false,
            "managementDisabled": false,
            "allPluginsDisabled": false
          },
          "freeformTags": {},
          "definedTags": {}
        }

        """#
    }

    static func dualStack(_ machine: RecordedMachine) -> String {
        #"""
        {
          "availabilityDomain": "EMIr:PHX-AD-1",
          "faultDomain": "FAULT-DOMAIN-3",
          "compartmentId": "ocid1.tenancy.oc1..exampleuniqueID",
          "displayName": "\#(machine.hostname)",
          "hostname": "\#(machine.hostname)",
          "id": "\#(machine.instanceID)",
          "image": "ocid1.image.oc1.phx.exampleuniqueID",
          "metadata": {
            "ssh_authorized_keys": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAkQFx4lLDM6QUhPVl1ka3J5gIeOlZyjqrG4v8bN1Nvi deploy@example.net",
            "user_data": "I2Nsb3VkLWNvbmZpZwp3cml0ZV9maWxlczoKICAtIHBhdGg6IC9ldGMvZXhhbXBsZS1hcHAvZmlyc3Rib290Lmpzb24KICAgIHBlcm1pc3Npb25zOiAnMDYwMCcKICAgIGNvbnRlbnQ6IHwKICAgICAgeyJkb21haW4iOiAiYXBwLmV4YW1wbGUuY29tIiwgImFkbWluX2VtYWlsIjogImFkbWluQGV4YW1wbGUuY29tIn0K"
          },
          "region": "phx",
          "canonicalRegionName": "us-phoenix-1",
          "ociAdName": "phx-ad-1",
          "regionInfo": {
            "realmKey": "oc1",
            "realmDomainComponent": "oraclecloud.com",
            "regionKey": "PHX",
            "regionIdentifier": "us-phoenix-1"
          },
          "shape": "VM.Standard.E4.Flex",
          "state": "Running",
          "timeCreated": 1735689600000,
          "agentConfig": {
            "monitoringDisabled": false,
            "managementDisabled": false,
            "allPluginsDisabled": false
          },
          "freeformTags": {
            "env": "prod"
          },
          "definedTags": {}
        }

        """#
    }

    static func ipv4OnlyNetwork(_ machine: RecordedMachine) -> String {
        #"""
        [
          {
            "vnicId": "ocid1.vnic.oc1.phx.example1",
            "privateIp": "10.0.0.183",
            "vlanTag": 929,
            "macAddr": "\#(machine.mac.uppercased())",
            "virtualRouterIp": "10.0.0.1",
            "subnetCidrBlock": "10.0.0.0/24"
          }
        ]

        """#
    }

    static func dualStackNetwork(_ machine: RecordedMachine) -> String {
        #"""
        [
          {
            "ipv6Addresses": [
              "2001:db8:400d:5dbb::1234"
            ],
            "ipv6SubnetCidrBlock": "2001:db8:400d:5dbb::/64",
            "ipv6VirtualRouterIp": "fe80::200:17ff:fe40:8972",
            "macAddr": "\#(machine.mac.uppercased())",
            "privateIp": "10.0.0.183",
            "subnetCidrBlock": "10.0.0.0/24",
            "virtualRouterIp": "10.0.0.1",
            "vlanTag": 929,
            "vnicId": "ocid1.vnic.oc1.phx.example1"
          }
        ]

        """#
    }
}
