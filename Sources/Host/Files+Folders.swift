extension Files {
    /// Writes files after the folders that they lie in.
    public func writeWithFolders(_ writes: [Write]) throws(FileFailure) {
        for write in writes {
            try createFolder(String(write.path[..<(write.path.lastIndex(of: "/") ?? write.path.endIndex)]))
        }
        try self.write(writes)
    }
}
