extension VultrDocument {
    /// Two interfaces, additional addresses, IPv6 and user-data.
    static func dualStack(_ machine: RecordedMachine) -> String {
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
          "instanceid": "223456789",
          "interfaces": [
            {
              "ipv4": {
                "additional": [
                  {
                    "address": "198.51.100.99",
                    "netmask": "255.255.255.255"
                  }
                ],
                "address": "\#(machine.publicIPv4)",
                "gateway": "198.51.100.1",
                "netmask": "255.255.254.0",
                "routes": [
                  {
                    "netmask": 32,
                    "network": "169.254.169.254"
                  }
                ]
              },
              "ipv6": {
                "additional": [
                  {
                    "network": "2001:db8:99:1::",
                    "prefix": "64"
                  }
                ],
                "address": "2001:db8:5:28a7:5400:5ff:feaa:bb02",
                "network": "2001:db8:5:28a7::",
                "prefix": "64"
              },
              "mac": "\#(machine.mac)",
              "network-type": "public"
            },
            {
              "ipv4": {
                "additional": [],
                "address": "10.64.0.3",
                "gateway": "",
                "netmask": "255.255.0.0"
              },
              "ipv6": {
                "additional": [],
                "network": "",
                "prefix": ""
              },
              "mac": "5a:00:05:aa:bb:02",
              "mtu": "1450",
              "network-type": "private",
              "network-v2-id": "5d2e7a41-9c3b-4f60-8e15-b7a0c4d9e263",
              "networkid": "net0000000000001"
            }
          ],
          "nvidia-driver": [],
          "public-keys": [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAkQFx4lLDM6QUhPVl1ka3J5gIeOlZyjqrG4v8bN1Nvi deploy@example.net"
          ],
          "region": {
            "countrycode": "US",
            "regioncode": "EWR"
          },
          "startup-script": "echo No configured startup script",
          "tags": [],
          "user-data": "#cloud-config\nwrite_files:\n  - path: /etc/example-app/firstboot.json\n    permissions: '0600'\n    content: |\n      {\"domain\": \"app.example.com\", \"admin_email\": \"admin@example.com\"}\n",
          "user-defined": [],
          "vendor-data": "#cloud-config\ndisable_root: false\nmanage_etc_hosts: true\n"
        }

        """#
    }
}
