extension Recording {
    /// The user-data of those recorded machines that have some and no other.
    static let sampleUserData =
        #"""
        #cloud-config
        write_files:
          - path: /etc/example-app/firstboot.json
            permissions: '0600'
            content: |
              {"domain": "app.example.com", "admin_email": "admin@example.com"}

        """#
}
