package import PipSystem
package import SystemPackage

/// Folders below a directory, reached one after the other from open ones: what the next has in common with
/// the last is not opened again, and links are refused on the whole way.
package final class FolderChain {
  /// An open folder; arrays hold no values that cannot be copied.
  private final class Link {
    let folder: OpenDirectory

    init(_ folder: consuming OpenDirectory) {
      self.folder = folder
    }
  }

  private let root: Link
  private var names: [EntryName] = []
  private var links: [Link] = []

  /// Begins at a directory.
  package init(_ root: consuming OpenDirectory) {
    self.root = Link(root)
  }

  /// Removals take folders away that are empty, one that was made just now as well: so often it is made again.
  private static let attempts = 32

  /// Does something with a folder.
  ///
  /// - Parameters:
  ///   - names: the names that lead to it.
  ///   - permissions: those of folders that are made, of which the user's umask takes some away; nil where
  ///     none is to be made.
  ///   - body: is given the open folder; where folders are made and it does not find something, it is called
  ///     again with one that is certainly there, some times.
  /// - Returns: what `body` returns.
  /// - Throws: `SystemFailure`.
  package func with<Result: ~Copyable>(
    _ names: ArraySlice<EntryName>,
    making permissions: FilePermissions? = nil,
    _ body: (borrowing OpenDirectory) throws(SystemFailure) -> Result
  ) throws(SystemFailure) -> Result {
    var attemptsLeft = permissions == nil ? 1 : Self.attempts
    while true {
      do {
        return try enter(names, making: permissions, body)
      } catch  where error.errno == .noSuchFileOrDirectory && attemptsLeft > 1 {
        attemptsLeft -= 1
        self.names = []
        links = []
      }
    }
  }

  private func enter<Result: ~Copyable>(
    _ names: ArraySlice<EntryName>,
    making permissions: FilePermissions?,
    _ body: (borrowing OpenDirectory) throws(SystemFailure) -> Result
  ) throws(SystemFailure) -> Result {
    let common = zip(names, self.names).prefix { $0 == $1 }.count
    self.names.removeLast(self.names.count - common)
    links.removeLast(links.count - common)
    for name in names.dropFirst(common) {
      let parent = links.last ?? root
      if let permissions {
        try parent.folder.makeDirectoryUnlessThere(name, permissions: permissions)
      }
      links.append(Link(try parent.folder.directory(name)))
      self.names.append(name)
    }
    return try body((links.last ?? root).folder)
  }
}
