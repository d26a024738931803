/// `/v1.json` of the recorded machines.
enum VultrDocument {
    /// One public interface without IPv6. No user-data is an empty list.
    static func plain(
        _ machine: RecordedMachine, number: String, country: String, region: String
    ) -> String {
        #"""
        {
          "bgp": {
            "ipv4": {
              "my-address": "",
              "my-asn": "",
              "peer-address": "",
              "peer-asn": ""
            },
            "ipv6": {
              "my-address": "",
              "my-asn": "",
              "peer-address": "",
              "peer-asn": ""
            }
          },
          "hostname": "\#(machine.hostname)",
          "instance-v2-id": "\#(machine.instanceID)",
          "instanceid": "\#(number)",
          "interfaces": [
            {
              "ipv4": {
                "additional": [],
                "address": "\#(machine.publicIPv4)",
                "gateway": "203.0.113.1",
                "netmask": "255.255.255.0",
                "routes": [
                  {
                    "netmask": 32,
                    "network": "169.254.169.254"
                  }
                ]
              },
              "ipv6": {
                "additional": [],
                "address": "",
                "network": "",
                "prefix": ""
              },
              "mac": "\#(machine.mac)",
              "network-type": "public"
            }
          ],
          "nvidia-driver": [],
          "public-keys": [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com"
          ],
          "region": {
            "countrycode": "\#(country)",
            "regioncode": "\#(region)"
          },
          "startup-script": "echo No configured startup script",
          "tags": [],
          "user-data": [],
          "user-defined": [],
          "vendor-data": "#cloud-config\ndisable_root: false\nmanage_etc_hosts: true\n"
        }

        """#
    }

    /// The oldest documented shape.
    static func minimal(_ machine: RecordedMachine) -> String {
        #"""
        {
          "bgp": {
            "ipv4": {
              "my-address": "",
              "my-asn": "",
              "peer-address": "",
              "peer-asn": ""
            },
            "ipv6": {
              "my-address": "",
              "my-asn": "",
              "peer-address": "",
              "peer-asn": ""
            }
          },
          "hostname": "\#(machine.hostname)",
          "instance-v2-id": "\#(machine.instanceID)",
          "instanceid": "523456789",
          "interfaces": [
            {
              "ipv4": {
                "additional": [],
                "address": "\#(machine.publicIPv4)",
                "gateway": "192.0.2.1",
                "netmask": "255.255.255.0"
              },
              "ipv6": {
                "additional": [],
                "address": "",
                "network": "",
                "prefix": ""
              },
              "mac": "\#(machine.mac)",
              "network-type": "public"
            }
          ],
          "public-keys": [],
          "region": {
            "regioncode": "LHR"
          }
        }

        """#
    }
}
