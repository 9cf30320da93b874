/// A file of requirements, as `pip install -r` reads it (`pip/_internal/req/req_file.py`).
///
/// A backslash at its end joins a line with the next; ` #` begins a comment; `${NAME}` stands for a variable.
package struct RequirementsFile: Sendable, Hashable {
  /// A requirement.
  package struct Line: Sendable, Hashable {
    /// The line's number, from 1.
    package let number: Int
    /// What is wanted: a requirement, or a path.
    package let text: String
    /// The digests of which the file must have one, as `sha256:...`; none where any file will do.
    package let hashes: [String]
  }

  /// An option that is about the whole run, such as `--find-links`.
  package struct Option: Sendable, Hashable {
    /// The line's number, from 1.
    package let number: Int
    /// The long name, without dashes.
    package let name: String
    /// The value; empty where there is none.
    package let value: String
  }

  /// The requirements, in their order.
  package private(set) var lines: [Line] = []

  /// The options, in their order.
  package private(set) var options: [Option] = []

  /// The longest file that is read, in bytes.
  package static let sizeLimit = 16 << 20

  /// What short names stand for.
  private static let shortNames: [String: String] = [
    "-r": "requirement", "-c": "constraint", "-e": "editable", "-i": "index-url",
    "-f": "find-links",
  ]

  /// Reads a file, or returns nil where it is no UTF-8.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - value: returns what a variable has; nil, or nothing, for those that stay as they are written.
  package init?(_ bytes: [UInt8], filling value: (String) -> String? = { _ in nil }) {
    guard bytes.count <= Self.sizeLimit, String(validating: bytes, as: UTF8.self) != nil else {
      return nil
    }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    var joined: [UInt8] = []
    var start = 0
    for (index, line) in PythonLines.split(text).enumerated() {
      if joined.isEmpty { start = index + 1 }
      let isComment = PythonWhitespace.trimming(line).first == UInt8(ascii: "#")
      if line.last == UInt8(ascii: "\\"), !isComment {
        joined += line.dropLast()
        continue
      }
      joined += isComment ? [] : Array(line)
      add(joined[...], start, value)
      joined = []
    }
    add(joined[...], start, value)
  }

  private mutating func add(
    _ line: ArraySlice<UInt8>,
    _ number: Int,
    _ value: (String) -> String?
  ) {
    var words = Self.words(Self.filled(Self.withoutComment(line), value)[...])
    guard let first = words.first else { return }
    if first.hasPrefix("-") {
      let (name, value) = Self.option(first)
      let rest = words.dropFirst().joined(separator: " ")
      options.append(Option(number: number, name: name, value: value ?? rest))
      return
    }
    // Options of one requirement follow it.
    let end = words.firstIndex { $0.hasPrefix("--") } ?? words.endIndex
    let own = words[end...]
    words.removeSubrange(end...)
    var hashes: [String] = []
    var isHash = false
    for word in own {
      if isHash {
        hashes.append(word)
        isHash = false
        continue
      }
      let (name, value) = Self.option(word)
      guard name == "hash" else { continue }
      if let value { hashes.append(value) } else { isHash = true }
    }
    lines.append(Line(number: number, text: words.joined(separator: " "), hashes: hashes))
  }

  /// Returns a line without its comment, which has a blank before it.
  private static func withoutComment(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var isBehindBlank = true
    for index in line.indices {
      if line[index] == UInt8(ascii: "#"), isBehindBlank { return line[..<index] }
      isBehindBlank = line[index] == 0x20 || line[index] == 0x09
    }
    return line
  }

  /// Returns a line with the values of variables, whose names are of capitals, digits and `_`.
  private static func filled(
    _ line: ArraySlice<UInt8>,
    _ value: (String) -> String?
  ) -> [UInt8] {
    var filled: [UInt8] = []
    var rest = line
    while let start = rest.firstIndex(of: UInt8(ascii: "$")) {
      filled += rest[..<start]
      rest = rest[start...]
      let name = rest.dropFirst(2).prefix { byte in
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
      }
      guard rest.starts(with: "${".utf8), !name.isEmpty,
        rest[name.endIndex...].first == UInt8(ascii: "}"),
        let text = value(String(decoding: name, as: UTF8.self)), !text.isEmpty
      else {
        filled.append(rest.removeFirst())
        continue
      }
      filled += text.utf8
      rest = rest[(name.endIndex + 1)...]
    }
    return filled + rest
  }

  private static func words(_ line: ArraySlice<UInt8>) -> [String] {
    line.split { $0 == 0x20 || $0 == 0x09 }.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func option(_ word: String) -> (name: String, value: String?) {
    if !word.hasPrefix("--") {
      let short = String(word.prefix(2))
      let rest = word.dropFirst(2)
      return (
        shortNames[short] ?? String(word.drop { $0 == "-" }), rest.isEmpty ? nil : String(rest)
      )
    }
    let parts = word.dropFirst(2).split(
      separator: "=",
      maxSplits: 1,
      omittingEmptySubsequences: false
    )
    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
  }
}
