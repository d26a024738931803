extension LinodeDocument {
    static func privateInstance(_ machine: RecordedMachine) -> String {
        #"""
        {
          "id": \#(machine.instanceID),
          "label": "\#(machine.hostname)",
          "region": "us-ord",
          "type": "g6-standard-1",
          "specs": {
            "vcpus": 1,
            "memory": 2048,
            "gpus": 0,
            "transfer": 2000,
            "disk": 51200
          },
          "backups": {
            "enabled": true,
            "status": "complete"
          },
          "host_uuid": "0c2897331ea446f483f754852b18a67c",
          "tags": [
            "web",
            "env:prod"
          ],
          "image": {
            "id": "linode/ubuntu24.04",
            "label": "Ubuntu 24.04 LTS"
          },
          "account_euuid": "A1BC2DEF-34GH-567I-J890KLMN12O34P56"
        }

        """#
    }

    static func privateInstanceText(_ machine: RecordedMachine) -> String {
        #"""
        account_euuid: A1BC2DEF-34GH-567I-J890KLMN12O34P56
        backups.enabled: true
        backups.status: complete
        host_uuid: 0c2897331ea446f483f754852b18a67c
        id: \#(machine.instanceID)
        image.id: linode/ubuntu24.04
        image.label: Ubuntu 24.04 LTS
        label: \#(machine.hostname)
        region: us-ord
        specs.disk: 51200
        specs.gpus: 0
        specs.memory: 2048
        specs.transfer: 2000
        specs.vcpus: 1
        tags: env:prod
        tags: web
        type: g6-standard-1

        """#
    }

    static func privateNetwork(_ machine: RecordedMachine) -> String {
        #"""
        {
          "interfaces": [
            {
              "id": 12345678,
              "purpose": "public",
              "label": null,
              "ipam_address": null
            }
          ],
          "ipv4": {
            "public": [
              "\#(machine.publicIPv4)/32"
            ],
            "private": [
              "192.168.129.7/32"
            ],
            "shared": []
          },
          "ipv6": {
            "slaac": "2001:db8:3c06::f03c:94ff:fecb:c102/128",
            "ranges": [
              "2001:db8:d011:797::/64"
            ],
            "link_local": "fe80::f03c:94ff:fecb:c102/128",
            "shared_ranges": []
          }
        }

        """#
    }

    static func privateNetworkText(_ machine: RecordedMachine) -> String {
        #"""
        interfaces: {"id": 12345678, "purpose": "public", "label": null, "ipam_address": null}
        ipv4.private: 192.168.129.7/32
        ipv4.public: \#(machine.publicIPv4)/32
        ipv6.link_local: fe80::f03c:94ff:fecb:c102/128
        ipv6.ranges: 2001:db8:d011:797::/64
        ipv6.slaac: 2001:db8:3c06::f03c:94ff:fecb:c102/128

        """#
    }

    static let privateKeys =
        #"""
        {
          "users": {
            "root": [
              "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com"
            ],
            "deploy": [
              "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAkQFx4lLDM6QUhPVl1ka3J5gIeOlZyjqrG4v8bN1Nvi deploy@example.net"
            ]
          }
        }

        """#

    static let privateKeysText =
        #"""
        users.deploy: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAkQFx4lLDM6QUhPVl1ka3J5gIeOlZyjqrG4v8bN1Nvi deploy@example.net
        users.root: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com

        """#

    static let privateUserData =
        "I2Nsb3VkLWNvbmZpZwp3cml0ZV9maWxlczoKICAtIHBhdGg6IC9ldGMvZXhhbXBsZS1hcHAvZmlyc3Rib290Lmpzb24KICAgIHBl"
        + "cm1pc3Npb25zOiAnMDYwMCcKICAgIGNvbnRlbnQ6IHwKICAgICAgeyJkb21haW4iOiAiYXBwLmV4YW1wbGUuY29tIiwgImFkbWlu"
        + "X2VtYWlsIjogImFkbWluQGV4YW1wbGUuY29tIn0K"
}
