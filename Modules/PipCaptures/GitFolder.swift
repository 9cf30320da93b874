internal import PipSystem
internal import SystemPackage

/// A working copy of Git, as far as its files say which commit it is at.
enum GitFolder {
  /// Files of references are small.
  private static let limit = 16 << 20

  /// Returns the commit that a folder is at, or one above it; nil where there is none.
  static func commit(of folder: FilePath) -> String? {
    var folder = folder
    while !folder.isEmpty {
      let git = folder.appending(".git")
      switch (try? git.status())?.kind {
      case .directory: return commit(in: git)
      case .regular:
        // A working tree beside its repository.
        guard let line = text(git), line.hasPrefix("gitdir: ") else { return nil }
        let path = FilePath(systemText: String(line.dropFirst("gitdir: ".count)))
        return commit(in: folder.pushing(path))
      default: break
      }
      guard folder.removeLastComponent() else { return nil }
    }
    return nil
  }

  private static func commit(in git: FilePath) -> String? {
    guard let head = text(git.appending("HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return isCommit(head) ? head : nil }
    let name = String(head.dropFirst("ref: ".count))
    let common =
      text(git.appending("commondir")).map { git.pushing(FilePath(systemText: $0)) } ?? git
    let reference = FilePath(systemText: name)
    guard !reference.isAbsolute, reference.components.allSatisfy({ $0.kind == .regular }) else {
      return nil
    }
    if let commit = text(common.appending(reference.components)) {
      return isCommit(commit) ? commit : nil
    }
    guard let packed = text(common.appending("packed-refs")) else { return nil }
    for line in packed.split(separator: "\n") where line.hasSuffix(" \(name)") {
      let commit = String(line.prefix { $0 != " " })
      return isCommit(commit) ? commit : nil
    }
    return nil
  }

  private static func isCommit(_ text: String) -> Bool {
    [40, 64].contains(text.utf8.count) && text.allSatisfy(\.isHexDigit)
  }

  private static func text(_ path: FilePath) -> String? {
    guard let file = try? OwnedDescriptor.openRegularFile(path),
      let bytes = try? file.readToEnd(limit: limit)
    else { return nil }
    let text = SystemText.string(decoding: bytes)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
