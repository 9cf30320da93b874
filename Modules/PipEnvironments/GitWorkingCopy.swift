internal import PipSystem
package import SystemPackage

/// A working copy of Git, as far as its files say: nobody starts Git.
package struct GitWorkingCopy: Sendable {
  /// The folder that the repository has its files in.
  package let root: FilePath

  /// What this working copy has of its own, such as `HEAD`.
  private let own: FilePath

  /// What all working copies of the repository share, such as `config`.
  private let shared: FilePath

  /// Files of references are small.
  private static let limit = 16 << 20

  /// Finds the working copy that a folder is in; nil where it is in none.
  package init?(around folder: FilePath) {
    var folder = folder
    while !folder.isEmpty {
      let git = folder.appending(".git")
      switch (try? git.status())?.kind {
      case .directory:
        self.init(root: folder, own: git)
        return
      case .regular:
        // A working tree beside its repository.
        guard let line = Self.text(git), line.hasPrefix("gitdir: ") else { return nil }
        let path = FilePath(systemText: String(line.dropFirst("gitdir: ".count)))
        self.init(root: folder, own: folder.pushing(path))
        return
      default: break
      }
      guard folder.removeLastComponent() else { return nil }
    }
    return nil
  }

  private init(root: FilePath, own: FilePath) {
    self.root = root
    self.own = own
    shared =
      Self.text(own.appending("commondir")).map { own.pushing(FilePath(systemText: $0)) } ?? own
  }

  /// The commit that it is at; nil where there is none yet.
  package var commit: String? {
    guard let head = Self.text(own.appending("HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return Self.isCommit(head) ? head : nil }
    let name = String(head.dropFirst("ref: ".count))
    let reference = FilePath(systemText: name)
    guard !reference.isAbsolute, reference.components.allSatisfy({ $0.kind == .regular }) else {
      return nil
    }
    if let commit = Self.text(shared.appending(reference.components)) {
      return Self.isCommit(commit) ? commit : nil
    }
    guard let packed = Self.text(shared.appending("packed-refs")) else { return nil }
    for line in packed.split(separator: "\n") where line.hasSuffix(" \(name)") {
      let commit = String(line.prefix { $0 != " " })
      return Self.isCommit(commit) ? commit : nil
    }
    return nil
  }

  /// The address of its remote: that of `origin`, else of the first; nil where there is none.
  package var remote: String? {
    guard let text = Self.text(shared.appending("config")) else { return nil }
    var section = ""
    var first: String?
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.drop { $0.isWhitespace }
      if words.first == "[" {
        section = String(words.dropFirst().prefix { $0 != "]" })
        continue
      }
      let pair = words.split(separator: "=", maxSplits: 1).map { Self.trimmed($0) }
      guard section.hasPrefix("remote \""), pair.count == 2, pair[0].lowercased() == "url" else {
        continue
      }
      if section == "remote \"origin\"" { return pair[1] }
      first = first ?? pair[1]
    }
    return first
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    guard text.count > 1, text.first == "\"", text.last == "\"" else { return String(text) }
    return String(text.dropFirst().dropLast())
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
