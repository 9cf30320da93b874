internal import PipSystem
internal import SystemPackage

/// What a change of an environment does once all of it is prepared: `docs/formats/change-journal-1.md`.
///
/// From the moment on that it has its name the change takes place, whoever finishes it.
struct ChangeJournal: Sendable, Hashable {
  /// Where the folders beside the journal belong, which are called by their numbers from 0.
  var folders: [FilePath]

  /// Files that go, but for those that the change puts there.
  var removed: [FilePath]

  private static let title = "swiftpip change 1"
  private static let last = "end"

  /// Creates the journal of a change.
  init(folders: [FilePath], removed: [FilePath]) {
    self.folders = folders
    self.removed = removed
  }

  /// Its bytes.
  var bytes: [UInt8] {
    var bytes = Array("\(Self.title)\n".utf8)
    for (word, paths) in [("folder", folders), ("remove", removed)] {
      for path in paths {
        bytes += Array("\(word) ".utf8)
        for byte in path.bytes { Self.append(byte, to: &bytes) }
        bytes.append(0x0A)
      }
    }
    return bytes + Array("\(Self.last)\n".utf8)
  }

  /// Adds a byte of a path: what would end a line, and what stands for another, in hexadecimal digits.
  private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
    guard byte < 0x20 || byte == UInt8(ascii: "%") else { return bytes.append(byte) }
    let digits = Array("0123456789abcdef".utf8)
    bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// Reads a journal; nil where it is none, or not whole.
  init?(_ bytes: [UInt8]) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.popLast()?.isEmpty == true,
      lines.popLast()?.elementsEqual(Self.last.utf8) == true, !lines.isEmpty,
      lines.removeFirst().elementsEqual(Self.title.utf8)
    else { return nil }
    folders = []
    removed = []
    for line in lines {
      let parts = line.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let path = Self.path(parts[1]) else { return nil }
      switch String(decoding: parts[0], as: UTF8.self) {
      case "folder": folders.append(path)
      case "remove": removed.append(path)
      default: return nil
      }
    }
  }

  private static func path(_ text: ArraySlice<UInt8>) -> FilePath? {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(value), let low = rest.popFirst().flatMap(value),
        high << 4 | low != 0
      else { return nil }
      bytes.append(high << 4 | low)
    }
    let path = FilePath(systemText: SystemText.string(decoding: bytes))
    return path.isAbsolute && path.isLexicallyNormal ? path : nil
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}
