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
    let body = try? directory.statusIfThere(of: name, among: files)
    return body?.kind == .regular
  }
}
