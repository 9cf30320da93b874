internal import PipFiles
internal import PipSystem
internal import SystemPackage

/// Folders that much is reached from, opened once and kept open.
final class OpenRoots {
  private var chains: [FilePath: FolderChain] = [:]

  /// Returns what is reached from a folder.
  ///
  /// - Parameters:
  ///   - root: the folder.
  ///   - following: whether it may be a link.
  /// - Returns: its chain.
  /// - Throws: `SystemFailure`.
  func chain(
    _ root: FilePath,
    following: Following
  ) throws(SystemFailure) -> FolderChain {
    if let chain = chains[root] { return chain }
    let chain = FolderChain(try OpenDirectory(root, following: following))
    chains[root] = chain
    return chain
  }
}
