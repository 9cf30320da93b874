internal import PipSystem
package import SystemPackage

/// Folders that files called `.pth` add to where Python looks for modules (Python's `site`).
package enum PathFiles {
  /// No such file has more bytes.
  private static let sizeLimit = 1 << 20

  /// Returns the folders that the files in a folder of packages name and that exist, in the order of their
  /// names, none twice.
  ///
  /// Lines that begin with `import` are code, and nobody's folder. What cannot be read adds nothing, as for
  /// Python.
  package static func folders(in packages: FilePath) -> [FilePath] {
    guard var directory = try? OpenDirectory(packages, following: .links) else { return [] }
    var names: [String] = []
    while let entry = try? directory.next() {
      let name = entry.name.systemText
      if name.hasSuffix(".pth"), !name.hasPrefix(".") { names.append(name) }
    }
    var folders: [FilePath] = []
    for name in names.sorted() {
      for folder in named(by: packages.appending(entrySystemText: name), from: packages)
      where !folders.contains(folder) && (try? folder.status())?.kind == .directory {
        folders.append(folder)
      }
    }
    return folders
  }

  private static func named(by file: FilePath, from packages: FilePath) -> [FilePath] {
    guard let opened = try? OwnedDescriptor.openRegularFile(file),
      let bytes = try? opened.readToEnd(limit: sizeLimit)
    else { return [] }
    // Python reads over a mark of the order of bytes.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    return text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap { line in
      let text = SystemText.string(decoding: Array(line))
      guard !text.hasPrefix("#"), !text.hasPrefix("import "), !text.hasPrefix("import\t"),
        !text.utf8.contains(0)
      else { return nil }
      let trimmed = text.trimmingEnd
      return trimmed.isEmpty
        ? nil : packages.pushing(FilePath(systemText: trimmed)).lexicallyNormalized()
    }
  }
}

extension String {
  /// The text without blanks at its end.
  fileprivate var trimmingEnd: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
