/// The documents of the recorded machines.
enum ScalewayDocument {
    static func dualStack(_ machine: RecordedMachine) -> String {
        #"""
        {
          "id": "\#(machine.instanceID)",
          "name": "\#(machine.hostname)",
          "hostname": "\#(machine.hostname)",
          "organization": "33333333-3333-4333-8333-333333333333",
          "project": "33333333-3333-4333-8333-333333333333",
          "commercial_type": "DEV1-S",
          "public_ip": {
            "id": "11111111-1111-4111-8111-111111111111",
            "address": "\#(machine.publicIPv4)",
            "dynamic": false,
            "gateway": "62.210.0.1",
            "netmask": "32",
            "family": "inet",
            "provisioning_mode": "dhcp",
            "tags": [],
            "state": "attached",
            "ipam_id": null
          },
          "public_ips": [
            {
              "id": "11111111-1111-4111-8111-111111111111",
              "address": "\#(machine.publicIPv4)",
              "dynamic": false,
              "gateway": "62.210.0.1",
              "netmask": "32",
              "family": "inet",
              "provisioning_mode": "dhcp",
              "tags": [],
              "state": "attached",
              "ipam_id": null
            },
            {
              "id": "22222222-2222-4222-8222-222222222222",
              "address": "2001:db8:222:3333::1",
              "dynamic": false,
              "gateway": "fe80::dc00:ff:fe12:3456",
              "netmask": "64",
              "family": "inet6",
              "provisioning_mode": "slaac",
              "tags": [],
              "state": "attached",
              "ipam_id": null
            }
          ],
          "public_ips_v4": [
            {
              "id": "11111111-1111-4111-8111-111111111111",
              "address": "\#(machine.publicIPv4)",
              "dynamic": false,
              "gateway": "62.210.0.1",
              "netmask": "32",
              "family": "inet",
              "provisioning_mode": "dhcp",
              "tags": [],
              "state": "attached",
              "ipam_id": null
            }
          ],
          "public_ips_v6": [
            {
              "id": "22222222-2222-4222-8222-222222222222",
              "address": "2001:db8:222:3333::1",
              "dynamic": false,
              "gateway": "fe80::dc00:ff:fe12:3456",
              "netmask": "64",
              "family": "inet6",
              "provisioning_mode": "slaac",
              "tags": [],
              "state": "attached",
              "ipam_id": null
            }
          ],
          "private_ip": null,
          "ipv6": null,
          "location": {
            "zone_id": "fr-par-1"
          },
          "tags": [
            "web",
            "AUTHORIZED_KEY=ssh-ed25519_AAAAC3NzaC1lZDI1NTE5AAAAIAkQFx4lLDM6QUhPVl1ka3J5gIeOlZyjqrG4v8bN1Nvi_deploy@example.net"
          ],
          "state_detail": "booted",
          "ssh_public_keys": [
            {
              "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com",
              "fingerprint": "256 MD5:00:.. admin@example.com (ED25519)"
            }
          ],
          "private_nics": [
            {
              "id": "44444444-4444-4444-8444-444444444444",
              "private_network_id": "55555555-5555-4555-8555-555555555555",
              "mac_address": "02:00:00:00:1a:2b",
              "zone": "fr-par-1"
            }
          ],
          "mac_address": "\#(machine.mac)",
          "zone": "fr-par-1",
          "volumes": {},
          "timezone": "UTC"
        }

        """#
    }

    static func dualStackText(_ machine: RecordedMachine) -> String {
        #"""
        ID=\#(machine.instanceID)
        NAME=\#(machine.hostname)
        HOSTNAME=\#(machine.hostname)
        ZONE=fr-par-1
        COMMERCIAL_TYPE=DEV1-S
        TAGS=2
        PUBLIC_IP_ADDRESS=\#(machine.publicIPv4)

        """#
    }

    static func minimal(_ machine: RecordedMachine) -> String {
        #"""
        {
          "id": "\#(machine.instanceID)",
          "name": "\#(machine.hostname)",
          "hostname": "\#(machine.hostname)",
          "organization": "33333333-3333-4333-8333-333333333333",
          "project": "33333333-3333-4333-8333-333333333333",
          "commercial_type": "DEV1-S",
          "public_ip": {
            "id": "11111111-1111-4111-8111-111111111111",
            "address": "\#(machine.publicIPv4)",
            "dynamic": false,
            "gateway": "62.210.0.1",
            "netmask": "32",
            "family": "inet",
            "provisioning_mode": "dhcp",
            "tags": [],
            "state": "attached",
            "ipam_id": null
          },
          "public_ips": [
            {
              "id": "11111111-1111-4111-8111-111111111111",
              "address": "\#(machine.publicIPv4)",
              "dynamic": false,
              "gateway": "62.210.0.1",
              "netmask": "32",
              "family": "inet",
              "provisioning_mode": "dhcp",
              "tags": [],
              "state": "attached",
              "ipam_id": null
            }
          ],
          "public_ips_v4": [
            {
              "id": "11111111-1111-4111-8111-111111111111",
              "address": "\#(machine.publicIPv4)",
              "dynamic": false,
              "gateway": "62.210.0.1",
              "netmask": "32",
              "family": "inet",
              "provisioning_mode": "dhcp",
              "tags": [],
              "state": "attached",
              "ipam_id": null
            }
          ],
          "public_ips_v6": [],
          "private_ip": null,
          "ipv6": null,
          "location": {
            "zone_id": "fr-par-1"
          },
          "tags": [],
          "state_detail": "booted",
          "ssh_public_keys": [
            {
              "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com",
              "fingerprint": "256 MD5:00:.. admin@example.com (ED25519)"
            }
          ],
          "private_nics": [],
          "mac_address": "\#(machine.mac)",
          "zone": "fr-par-1",
          "volumes": {},
          "timezone": "UTC"
        }

        """#
    }

    static func minimalText(_ machine: RecordedMachine) -> String {
        #"""
        ID=\#(machine.instanceID)
        NAME=\#(machine.hostname)
        HOSTNAME=\#(machine.hostname)
        ZONE=fr-par-1
        COMMERCIAL_TYPE=DEV1-S
        TAGS=0
        PUBLIC_IP_ADDRESS=\#(machine.publicIPv4)

        """#
    }
}
