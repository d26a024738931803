/// `/metadata/v1.json` of the recorded machines.
enum DigitalOceanDocument {
    static func ipv4Only(_ machine: RecordedMachine) -> String {
        #"""
        {
          "droplet_id": \#(machine.instanceID),
          "hostname": "\#(machine.hostname)",
          "user_data": "",
          "vendor_data": "#cloud-config\ndisable_root: false\nmanage_etc_hosts: true\n",
          "public_keys": [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com"
          ],
          "auth_key": "00000000000000000000000000000000",
          "region": "ams3",
          "interfaces": {
            "public": [
              {
                "ipv4": {
                  "ip_address": "\#(machine.publicIPv4)",
                  "netmask": "255.255.224.0",
                  "gateway": "203.0.113.1"
                },
                "anchor_ipv4": {
                  "ip_address": "10.18.0.5",
                  "netmask": "255.255.0.0",
                  "gateway": "10.18.0.1"
                },
                "mac": "\#(machine.mac)",
                "type": "public"
              }
            ]
          },
          "floating_ip": {
            "ipv4": {
              "active": false
            }
          },
          "reserved_ip": {
            "ipv4": {
              "active": false
            },
            "ipv6": {
              "active": false
            }
          },
          "dns": {
            "nameservers": [
              "192.0.2.53",
              "192.0.2.54"
            ]
          },
          "tags": null,
          "features": {
            "dhcp_enabled": false
          },
          "modify_index": 113261986,
          "dotty_status": "running",
          "ssh_info": {
            "port": 22
          }
        }

        """#
    }

    static func dualStack(_ machine: RecordedMachine) -> String {
        #"""
        {
          "droplet_id": \#(machine.instanceID),
          "hostname": "\#(machine.hostname)",
          "user_data": "#cloud-config\nwrite_files:\n  - path: /etc/example-app/firstboot.json\n    permissions: '0600'\n    content: |\n      {\"domain\": \"app.example.com\", \"admin_email\": \"admin@example.com\"}\n",
          "vendor_data": "#cloud-config\ndisable_root: false\nmanage_etc_hosts: true\n",
          "public_keys": [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAkQFx4lLDM6QUhPVl1ka3J5gIeOlZyjqrG4v8bN1Nvi deploy@example.net"
          ],
          "auth_key": "00000000000000000000000000000000",
          "region": "nyc3",
          "interfaces": {
            "private": [
              {
                "ipv4": {
                  "ip_address": "10.133.0.2",
                  "netmask": "255.255.0.0",
                  "gateway": "10.133.0.1"
                },
                "mac": "2a:3c:79:3d:f3:02",
                "type": "private"
              }
            ],
            "public": [
              {
                "ipv4": {
                  "ip_address": "\#(machine.publicIPv4)",
                  "netmask": "255.255.240.0",
                  "gateway": "198.51.96.1"
                },
                "ipv6": {
                  "ip_address": "2001:0DB8:0002:00D0:0000:0000:1478:3001",
                  "cidr": 64,
                  "gateway": "2001:db8:2:d0::1"
                },
                "anchor_ipv4": {
                  "ip_address": "10.18.0.6",
                  "netmask": "255.255.0.0",
                  "gateway": "10.18.0.1"
                },
                "mac": "\#(machine.mac)",
                "type": "public"
              }
            ]
          },
          "floating_ip": {
            "ipv4": {
              "active": true,
              "ip_address": "192.0.2.200"
            }
          },
          "reserved_ip": {
            "ipv4": {
              "active": true,
              "ip_address": "192.0.2.200"
            },
            "ipv6": {
              "active": false
            }
          },
          "dns": {
            "nameservers": [
              "192.0.2.53",
              "192.0.2.54"
            ]
          },
          "tags": [
            "web",
            "env:prod"
          ],
          "features": {
            "dhcp_enabled": true
          },
          "modify_index": 113261986,
          "dotty_status": "running",
          "ssh_info": {
            "port": 22
          }
        }

        """#
    }
}
