internal import PipSystem

/// What of a verified snapshot waits to be put in place: `docs/formats/import-journal-1.md`.
///
/// From the moment on that it has its name the import takes place, whoever finishes it.
struct ImportJournal: Sendable, Hashable {
  /// An entry that waits.
  struct Line: Sendable, Hashable {
    /// The number of its first file, which is its name in the folder.
    var number: Int
    /// Where its first file is to be: a head, whose body has the next number, or one file.
    var path: SnapshotPath
    /// Whether it takes the place of another.
    var isReplacing: Bool
  }

  /// The entries, in the order of their numbers.
  var lines: [Line]

  private static let title = "swiftpip import 1\n"
  private static let last = "end\n"

  /// Creates the journal of some entries.
  init(lines: [Line]) {
    self.lines = lines
  }

  /// Its bytes.
  var bytes: [UInt8] {
    var bytes = Array(Self.title.utf8)
    for line in lines {
      let mark = line.isReplacing ? "replace" : "new"
      bytes += Array("\(mark) \(line.number) \(line.path.text)\n".utf8)
    }
    return bytes + Array(Self.last.utf8)
  }

  /// Reads a journal; nil where it is none, or not whole.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: Self.title.utf8) else { return nil }
    var lines: [Line] = []
    var isWhole = false
    for text in bytes.dropFirst(Self.title.utf8.count).split(
      separator: UInt8(ascii: "\n"),
      omittingEmptySubsequences: false
    ).dropLast() {
      guard !isWhole else { return nil }
      if text.elementsEqual(Self.last.utf8.dropLast()) {
        isWhole = true
        continue
      }
      guard let line = Self.line(text) else { return nil }
      lines.append(line)
    }
    guard isWhole else { return nil }
    self.lines = lines
  }

  private static func line(_ text: ArraySlice<UInt8>) -> Line? {
    let parts = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    let words = parts.map { String(decoding: $0, as: UTF8.self) }
    // No snapshot has so many files that a number has more digits.
    guard 1...9 ~= words[1].count, words[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(words[1]), let path = SnapshotPath(words[2])
    else {
      return nil
    }
    switch words[0] {
    case "new": return Line(number: number, path: path, isReplacing: false)
    case "replace": return Line(number: number, path: path, isReplacing: true)
    default: return nil
    }
  }
}

/// The folder of a cache in which a snapshot waits until all of it has been verified.
enum ImportFolder {
  /// The name of a file.
  static func name(of number: Int) -> EntryName? { EntryName(systemText: String(number)) }

  /// What makes a name one that nobody has.
  static func randomText() -> String {
    var generator = SystemRandomNumberGenerator()
    return String(generator.next() as UInt64, radix: 36)
  }
}
