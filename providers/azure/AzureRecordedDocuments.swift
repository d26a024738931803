/// The documents of the recorded machine.
enum AzureDocument {
    static func instance(_ machine: RecordedMachine) -> String {
        #"""
        {
          "compute": {
            "azEnvironment": "AzurePublicCloud",
            "location": "eastus2",
            "name": "\#(machine.hostname)",
            "offer": "ubuntu-24_04-lts",
            "osProfile": {
              "adminUsername": "azureuser",
              "computerName": "\#(machine.hostname)",
              "disablePasswordAuthentication": "true"
            },
            "osType": "Linux",
            "platformFaultDomain": "0",
            "platformUpdateDomain": "0",
            "provider": "Microsoft.Compute",
            "publicKeys": [
              {
                "keyData": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com\r\n",
                "path": "/home/azureuser/.ssh/authorized_keys"
              }
            ],
            "publisher": "Canonical",
            "resourceGroupName": "example-rg",
            "sku": "server",
            "subscriptionId": "00000000-0000-4000-8000-000000000001",
            "tags": "env:prod;app:web",
            "tagsList": [
              {
                "name": "env",
                "value": "prod"
              },
              {
                "name": "app",
                "value": "web"
              }
            ],
            "userData": "I2Nsb3VkLWNvbmZpZwp3cml0ZV9maWxlczoKICAtIHBhdGg6IC9ldGMvZXhhbXBsZS1hcHAvZmlyc3Rib290Lmpzb24KICAgIHBlcm1pc3Npb25zOiAnMDYwMCcKICAgIGNvbnRlbnQ6IHwKICAgICAgeyJkb21haW4iOiAiYXBwLmV4YW1wbGUuY29tIiwgImFkbWluX2VtYWlsIjogImFkbWluQGV4YW1wbGUuY29tIn0K",
            "version": "24.04.202601010",
            "vmId": "\#(machine.instanceID)",
            "vmScaleSetName": "",
            "vmSize": "Standard_B1s",
            "zone": "1"
          },
          "network": {
            "interface": [
              {
                "ipv4": {
                  "ipAddress": [
                    {
                      "privateIpAddress": "10.0.0.4",
                      "publicIpAddress": "\#(machine.publicIPv4)"
                    }
                  ],
                  "subnet": [
                    {
                      "address": "10.0.0.0",
                      "prefix": "24"
                    }
                  ]
                },
                "ipv6": {
                  "ipAddress": [
                    {
                      "privateIpAddress": "2001:db8:de:ad::4"
                    }
                  ]
                },
                "macAddress": "000D3A047598"
              }
            ]
          },
          "extended": {
            "compute": {
              "hasCustomData": false,
              "ppsType": "None"
            }
          }
        }

        """#
    }

    static func olderInstance(_ machine: RecordedMachine) -> String {
        #"""
        {
          "compute": {
            "azEnvironment": "AzurePublicCloud",
            "location": "eastus2",
            "name": "\#(machine.hostname)",
            "offer": "ubuntu-24_04-lts",
            "osType": "Linux",
            "platformFaultDomain": "0",
            "platformUpdateDomain": "0",
            "provider": "Microsoft.Compute",
            "publicKeys": [
              {
                "keyData": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com\r\n",
                "path": "/home/azureuser/.ssh/authorized_keys"
              }
            ],
            "publisher": "Canonical",
            "resourceGroupName": "example-rg",
            "sku": "server",
            "subscriptionId": "00000000-0000-4000-8000-000000000001",
            "tags": "env:prod;app:web",
            "tagsList": [
              {
                "name": "env",
                "value": "prod"
              },
              {
                "name": "app",
                "value": "web"
              }
            ],
            "version": "24.04.202601010",
            "vmId": "\#(machine.instanceID)",
            "vmScaleSetName": "",
            "vmSize": "Standard_B1s",
            "zone": "1"
          },
          "network": {
            "interface": [
              {
                "ipv4": {
                  "ipAddress": [
                    {
                      "privateIpAddress": "10.0.0.4",
                      "publicIpAddress": "\#(machine.publicIPv4)"
                    }
                  ],
                  "subnet": [
                    {
                      "address": "10.0.0.0",
                      "prefix": "24"
                    }
                  ]
                },
                "ipv6": {
                  "ipAddress": [
                    {
                      "privateIpAddress": "2001:db8:de:ad::4"
                    }
                  ]
                },
                "macAddress": "000D3A047598"
              }
            ]
          }
        }

        """#
    }
}
