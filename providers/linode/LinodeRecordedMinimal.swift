/// The documents of the recorded machines, in JSON and as text for requests that do not ask for JSON.
enum LinodeDocument {
    static func minimalInstance(_ machine: RecordedMachine) -> String {
        #"""
        {
          "id": \#(machine.instanceID),
          "label": "\#(machine.hostname)",
          "region": "us-iad",
          "type": "g6-standard-1",
          "specs": {
            "vcpus": 1,
            "memory": 2048,
            "gpus": 0,
            "transfer": 2000,
            "disk": 51200
          },
          "backups": {
            "enabled": false,
            "status": null
          },
          "host_uuid": "0c2897331ea446f483f754852b18a67c",
          "tags": [],
          "image": {
            "id": "linode/ubuntu24.04",
            "label": "Ubuntu 24.04 LTS"
          },
          "account_euuid": "A1BC2DEF-34GH-567I-J890KLMN12O34P56"
        }

        """#
    }

    static func minimalInstanceText(_ machine: RecordedMachine) -> String {
        #"""
        account_euuid: A1BC2DEF-34GH-567I-J890KLMN12O34P56
        backups.enabled: false
        host_uuid: 0c2897331ea446f483f754852b18a67c
        id: \#(machine.instanceID)
        image.id: linode/ubuntu24.04
        image.label: Ubuntu 24.04 LTS
        label: \#(machine.hostname)
        region: us-iad
        specs.disk: 51200
        specs.gpus: 0
        specs.memory: 2048
        specs.transfer: 2000
        specs.vcpus: 1
        type: g6-standard-1

        """#
    }

    static func minimalNetwork(_ machine: RecordedMachine) -> String {
        #"""
        {
          "interfaces": [],
          "ipv4": {
            "public": [
              "\#(machine.publicIPv4)/32"
            ],
            "private": [],
            "shared": []
          },
          "ipv6": {
            "slaac": "2001:db8:3c06::f03c:94ff:fecb:c101/128",
            "ranges": [],
            "link_local": "fe80::f03c:94ff:fecb:c101/128",
            "shared_ranges": []
          }
        }

        """#
    }

    static func minimalNetworkText(_ machine: RecordedMachine) -> String {
        #"""
        ipv4.public: \#(machine.publicIPv4)/32
        ipv6.link_local: fe80::f03c:94ff:fecb:c101/128
        ipv6.slaac: 2001:db8:3c06::f03c:94ff:fecb:c101/128

        """#
    }

    static let minimalKeys =
        #"""
        {
          "users": {
            "root": []
          }
        }

        """#

    static let minimalKeysText = "\n"
}
