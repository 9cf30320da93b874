/// A file of requirements, as `pip install -r` reads it (`pip/_internal/req/req_file.py`).
///
/// A backslash at its end joins a line with the next; ` #` begins a comment; `${NAME}` stands for a variable.
/// Options are split as a shell splits words.
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

  /// What keeps a file from being understood.
  package enum Flaw: Error, Sendable, Hashable {
    /// It has more bytes than any that is read.
    case tooLarge
    /// It is no text in the encoding that it names, or that its first bytes are of.
    case noText(encoding: String)
    /// It names an encoding that is not known here.
    case otherEncoding(String)
    /// There is no such option, or not where it stands.
    case unknownOption(String, line: Int)
    /// An option needs a value, and has none; or has one and needs none.
    case value(String, line: Int)
    /// Something stands behind an option that is neither its value nor an option.
    case unexpected(String, line: Int)
    /// A quote has no end.
    case openQuote(line: Int)
  }

  /// The requirements, in their order.
  package private(set) var lines: [Line] = []

  /// The options, in their order.
  package private(set) var options: [Option] = []

  /// The longest file that is read, in bytes.
  package static let sizeLimit = 64 << 20

  /// Options by their spellings: the name that they have here, and whether a value follows.
  private static let spellings: [String: (name: String, hasValue: Bool)] = {
    var spellings: [String: (name: String, hasValue: Bool)] = [
      "-r": ("requirement", true), "-c": ("constraint", true), "-e": ("editable", true),
      "-i": ("index-url", true), "-f": ("find-links", true), "--pypi-url": ("index-url", true),
      "-C": ("config-settings", true), "--config-setting": ("config-settings", true),
    ]
    for name in [
      "requirement", "constraint", "editable", "index-url", "extra-index-url", "find-links",
      "trusted-host", "use-feature", "no-binary", "only-binary", "global-option", "hash",
      "config-settings", "all-releases", "only-final",
    ] {
      spellings["--\(name)"] = (name, true)
    }
    for name in ["no-index", "prefer-binary", "require-hashes", "pre"] {
      spellings["--\(name)"] = (name, false)
    }
    return spellings
  }()

  /// What may stand behind a requirement.
  private static let ofRequirements: Set<String> = ["hash", "config-settings"]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - value: returns what a variable has; nil, or nothing, for those that stay as they are written.
  /// - Throws: `Flaw` where it cannot be understood.
  package init(
    _ bytes: [UInt8],
    filling value: (String) -> String? = { _ in nil }
  ) throws(Flaw) {
    let text = try Self.text(bytes)
    var joined: [UInt8] = []
    var start = 0
    for (index, line) in PythonLines.split(Array(text.utf8)[...]).enumerated() {
      if joined.isEmpty { start = index + 1 }
      let isComment = PythonWhitespace.trimming(line).first == UInt8(ascii: "#")
      if line.last == UInt8(ascii: "\\"), !isComment {
        joined += line.dropLast()
        continue
      }
      joined += isComment ? [] : Array(line)
      try add(joined[...], start, value)
      joined = []
    }
    try add(joined[...], start, value)
  }

  private mutating func add(
    _ line: ArraySlice<UInt8>,
    _ number: Int,
    _ value: (String) -> String?
  ) throws(Flaw) {
    let whole = Self.filled(Self.withoutComment(line), value)
    let words = whole.split { $0 == 0x20 || $0 == 0x09 }
    guard let first = words.first else { return }
    // Options begin with the first word that looks like one.
    let end = words.firstIndex { $0.first == UInt8(ascii: "-") } ?? words.endIndex
    let rest = end < words.endIndex ? whole[words[end].startIndex...] : []
    let found = try Self.options(try Self.shellWords(rest, number), number)
    guard first.first != UInt8(ascii: "-") else {
      for option in found where option.name == "hash" || option.name == "global-option" {
        throw .unknownOption("--\(option.name)", line: number)
      }
      return options += found
    }
    for option in found where !Self.ofRequirements.contains(option.name) {
      throw .unknownOption("--\(option.name)", line: number)
    }
    let text = words[..<end].map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    let hashes = found.filter { $0.name == "hash" }.map(\.value)
    lines.append(Line(number: number, text: text, hashes: hashes))
  }

  // MARK: Words and options

  private static func options(
    _ words: [String],
    _ number: Int
  ) throws(Flaw) -> [Option] {
    var options: [Option] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.utf8.first == UInt8(ascii: "-") else { throw .unexpected(word, line: number) }
      let (spelling, joined) = parts(word)
      guard let (name, hasValue) = spellings[spelling] else {
        throw .unknownOption(spelling, line: number)
      }
      let value = hasValue ? joined ?? rest.popFirst() : joined
      guard (value != nil) == hasValue else { throw .value(spelling, line: number) }
      options.append(Option(number: number, name: name, value: value ?? ""))
    }
    return options
  }

  /// Returns an option and the value that is joined to it.
  private static func parts(_ word: String) -> (spelling: String, value: String?) {
    guard word.hasPrefix("--") else {
      let value = word.dropFirst(2)
      return (String(word.prefix(2)), value.isEmpty ? nil : String(value))
    }
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
  }

  /// Splits a line as Python's `shlex.split` does: quotes keep words together, a backslash takes the next byte as
  /// it is.
  private static func shellWords(
    _ line: ArraySlice<UInt8>,
    _ number: Int
  ) throws(Flaw) -> [String] {
    var words: [String] = []
    var word: [UInt8]?
    var quote: UInt8?
    var rest = line
    while let byte = rest.popFirst() {
      switch (byte, quote) {
      case (UInt8(ascii: "\\"), nil), (UInt8(ascii: "\\"), UInt8(ascii: "\"")):
        guard let next = rest.popFirst() else { throw .openQuote(line: number) }
        // Between quotes it is itself, but before what would end them.
        let isItself = quote != nil && next != UInt8(ascii: "\"") && next != byte
        word = (word ?? []) + (isItself ? [byte, next] : [next])
      case (let byte, let open?) where byte == open: quote = nil
      case (let byte, _?): word = (word ?? []) + [byte]
      case (UInt8(ascii: "'"), nil), (UInt8(ascii: "\""), nil):
        quote = byte
        word = word ?? []
      case (0x20, nil), (0x09, nil):
        if let whole = word { words.append(String(decoding: whole, as: UTF8.self)) }
        word = nil
      case (let byte, nil): word = (word ?? []) + [byte]
      }
    }
    guard quote == nil else { throw .openQuote(line: number) }
    if let word { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }

  /// Returns a line without its comment, which has a blank before it.
  package static func withoutComment<Line: Collection>(_ line: Line) -> Line.SubSequence
  where Line.Element == UInt8 {
    var isBehindBlank = true
    for index in line.indices {
      if line[index] == UInt8(ascii: "#"), isBehindBlank { return line[..<index] }
      isBehindBlank = line[index] == 0x20 || line[index] == 0x09
    }
    return line[...]
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
}

// MARK: Encodings

extension RequirementsFile {
  /// Returns a file as text, in the encoding that its first bytes or one of its first two lines say
  /// (`pip/_internal/utils/encoding.py`).
  ///
  /// - Throws: `Flaw` where it is none.
  package static func text(_ bytes: [UInt8]) throws(Flaw) -> String {
    guard bytes.count <= sizeLimit else { throw .tooLarge }
    let marks: [(bytes: [UInt8], encoding: String, decode: ([UInt8]) -> String?)] = [
      ([0xEF, 0xBB, 0xBF], "UTF-8", { String(validating: $0, as: UTF8.self) }),
      ([0xFF, 0xFE, 0x00, 0x00], "UTF-32", { units($0, UTF32.self) }),
      ([0x00, 0x00, 0xFE, 0xFF], "UTF-32", { units($0, largestFirst: true, UTF32.self) }),
      ([0xFF, 0xFE], "UTF-16", { units($0, UTF16.self) }),
      ([0xFE, 0xFF], "UTF-16", { units($0, largestFirst: true, UTF16.self) }),
    ]
    for mark in marks where bytes.starts(with: mark.bytes) {
      guard let text = mark.decode(Array(bytes.dropFirst(mark.bytes.count))) else {
        throw .noText(encoding: mark.encoding)
      }
      return text
    }
    let name = encoding(namedIn: bytes) ?? "utf-8"
    switch name.lowercased().replacing("_", with: "-") {
    case "utf-8", "utf8", "ascii", "us-ascii":
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .noText(encoding: "UTF-8")
      }
      return text
    case "latin-1", "latin1", "iso-8859-1", "iso8859-1", "l1":
      return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    default: throw .otherEncoding(name)
    }
  }

  /// Returns text of units of more than a byte; nil where it is none.
  private static func units<Encoding: UnicodeCodec>(
    _ bytes: [UInt8],
    largestFirst isLargestFirst: Bool = false,
    _ encoding: Encoding.Type
  ) -> String? where Encoding.CodeUnit: FixedWidthInteger {
    let width = Encoding.CodeUnit.bitWidth / 8
    guard bytes.count.isMultiple(of: width) else { return nil }
    let units = stride(from: 0, to: bytes.count, by: width).map { start in
      var unit: Encoding.CodeUnit = 0
      for byte in bytes[start..<(start + width)].reversed() {
        unit = unit << 8 | Encoding.CodeUnit(truncatingIfNeeded: byte)
      }
      return isLargestFirst ? unit.byteSwapped : unit
    }
    return String(validating: units, as: encoding)
  }

  /// Returns the encoding that one of the first two lines names, if that is a comment (PEP 263).
  private static func encoding(namedIn bytes: [UInt8]) -> String? {
    let lines = bytes.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
    for line in lines.prefix(2) where line.first == UInt8(ascii: "#") {
      let text = String(decoding: line, as: UTF8.self)
      guard let range = text.firstRange(of: "coding"), let sign = text[range.upperBound...].first,
        sign == ":" || sign == "="
      else { continue }
      let name = text[range.upperBound...].dropFirst().drop { $0 == " " || $0 == "\t" }
        .prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
      if !name.isEmpty { return String(name) }
    }
    return nil
  }
}

extension RequirementsFile.Flaw {
  /// What is wrong, in a few words.
  package var reason: String {
    switch self {
    case .tooLarge: "it has more than \(RequirementsFile.sizeLimit >> 20) MiB"
    case .noText(let encoding): "it is no \(encoding)"
    case .otherEncoding(let name): "the encoding \"\(name.prefix(64))\" is not known"
    case .unknownOption(let option, let line):
      "line \(line): there is no option \(option.prefix(64)) there"
    case .value(let option, let line): "line \(line): \(option) has no value, or one too many"
    case .unexpected(let word, let line):
      "line \(line): \"\(word.prefix(64))\" stands behind an option"
    case .openQuote(let line): "line \(line): a quote has no end"
    }
  }
}
