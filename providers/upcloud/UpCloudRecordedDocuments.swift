/// The document of the recorded machine.
enum UpCloudDocument {
    static func dualStack(_ machine: RecordedMachine) -> String {
        #"""
        {
          "cloud_name": "upcloud",
          "instance_id": "\#(machine.instanceID)",
          "hostname": "\#(machine.hostname)",
          "platform": "servers",
          "subplatform": "metadata (http://169.254.169.254)",
          "public_keys": [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com"
          ],
          "region": "fi-hel2",
          "network": {
            "interfaces": [
              {
                "index": 1,
                "ip_addresses": [
                  {
                    "address": "\#(machine.publicIPv4)",
                    "dhcp": true,
                    "dns": [
                      "192.0.2.53"
                    ],
                    "family": "IPv4",
                    "floating": false,
                    "gateway": "203.0.112.1",
                    "network": "203.0.112.0/22"
                  },
                  {
                    "address": "203.0.113.99",
                    "dhcp": false,
                    "dns": null,
                    "family": "IPv4",
                    "floating": true,
                    "gateway": "",
                    "network": "203.0.113.99/32"
                  }
                ],
                "mac": "\#(machine.mac)",
                "network_id": "031457f4-0f8c-483c-96f2-eccede02909c",
                "type": "public"
              },
              {
                "index": 2,
                "ip_addresses": [
                  {
                    "address": "10.6.3.27",
                    "dhcp": true,
                    "dns": null,
                    "family": "IPv4",
                    "floating": false,
                    "gateway": "10.6.0.1",
                    "network": "10.6.0.0/22"
                  }
                ],
                "mac": "3a:d6:ba:4a:84:cc",
                "network_id": "03d82553-5bea-4132-b29a-e1cf67ec2dd1",
                "type": "utility"
              },
              {
                "index": 3,
                "ip_addresses": [
                  {
                    "address": "2001:db8:1000:720:38d6:baff:fe4a:63e7",
                    "dhcp": true,
                    "dns": [
                      "2001:db8:53::1"
                    ],
                    "family": "IPv6",
                    "floating": false,
                    "gateway": "2001:db8:1000:720::1",
                    "network": "2001:db8:1000:720::/64"
                  }
                ],
                "mac": "3a:d6:ba:4a:63:e7",
                "network_id": "03000000-0000-4000-8046-000000000000",
                "type": "public"
              },
              {
                "index": 4,
                "ip_addresses": [
                  {
                    "address": "172.30.1.10",
                    "dhcp": true,
                    "dns": null,
                    "family": "IPv4",
                    "floating": false,
                    "gateway": "172.30.1.1",
                    "network": "172.30.1.0/24"
                  }
                ],
                "mac": "3a:d6:ba:4a:8a:e1",
                "network_id": "035a0a4a-7704-4de5-820d-189fc8132714",
                "type": "private"
              }
            ],
            "dns": [
              "192.0.2.53",
              "192.0.2.54"
            ]
          },
          "storage": {
            "disks": [
              {
                "id": "014efb65-223b-4d44-8f0a-c29535b88dcf",
                "serial": "014efb65223b4d448f0a",
                "size": 10240,
                "type": "disk",
                "tier": "maxiops"
              }
            ]
          },
          "tags": [
            "web"
          ],
          "user_data": "#cloud-config\nwrite_files:\n  - path: /etc/example-app/firstboot.json\n    permissions: '0600'\n    content: |\n      {\"domain\": \"app.example.com\", \"admin_email\": \"admin@example.com\"}\n",
          "vendor_data": ""
        }

        """#
    }
}
