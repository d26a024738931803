extension Files {
    /// Creates the folders of the files, then writes the files.
    public func writeWithFolders(_ writes: [Write]) throws(FileFailure) {
        for write in writes {
            try createFolder(String(write.path[..<(write.path.lastIndex(of: "/") ?? write.path.endIndex)]))
        }
        try self.write(writes)
    }
}
