internal import PipFiles
internal import PipSystem

extension CacheKey {
  /// Tells whether the body of a response is there.
  ///
  /// - Parameters:
  ///   - files: some files of the folder, mostly all: those are looked at first.
  ///   - directory: the folder.
  /// - Returns: whether it is.
  func hasBody(among files: [TreeWalk.File], in directory: borrowing OpenDirectory) -> Bool {
    guard let name = bodyName else { return false }
    if files.count <= 8, files.contains(where: { $0.name == name }) { return true }
    return (try? directory.status(of: name))?.kind == .regular
  }
}
