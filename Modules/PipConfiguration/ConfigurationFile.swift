import PipSystem

/// What a `pip.conf` says: sections with options, names in pip's normal form.
package struct ConfigurationFile: Sendable, Hashable {
  /// A value, and the place of its option among those of its section.
  struct Entry: Sendable, Hashable {
    var value: String
    var position: Int
  }

  /// Options by name.
  typealias Options = [String: Entry]

  /// The options that hold in every section of the file that does not have them itself.
  var defaults: Options = [:]

  /// The sections by name.
  var sections: [String: Options] = [:]

  /// Whether the file is UTF-8.
  ///
  /// Where it is not, its other bytes are kept as system text.
  package let isUTF8: Bool

  /// Reads a file's content.
  ///
  /// The dialect is that of Python's `configparser.RawConfigParser`, which pip uses. One thing is
  /// read that pip 26.3 refuses and earlier pips accept: `cache_dir` beside `cache-dir`; the later
  /// one counts.
  package static func parse(_ bytes: [UInt8]) throws(Unreadable) -> ConfigurationFile {
    let text = SystemText.string(decoding: bytes)
    var parser = ConfigurationFileParser(isUTF8: String(validating: bytes, as: UTF8.self) != nil)
    return try parser.parse(Array(text.unicodeScalars))
  }

  /// Why a file cannot be read: its first broken lines, at least one.
  package struct Unreadable: Error, Sendable, Hashable {
    /// The lines, in order.
    package var lines: [BrokenLine]
  }

  init(isUTF8: Bool) {
    self.isUTF8 = isUTF8
  }

  /// Returns the value that an option has in a section, nil where the file has no such section.
  package func value(_ name: String, in section: String) -> String? {
    entry(name, in: section)?.value
  }

  func entry(_ name: String, in section: String) -> Entry? {
    guard let options = sections[section] else { return nil }
    return options[name] ?? defaults[name]
  }

  /// Returns an option's name as pip compares names: `--Cache_Dir` is `cache-dir`.
  static func normalizedName(_ name: String) -> String {
    var scalars = name.lowercased().unicodeScalars.map { $0 == "_" ? "-" : $0 }
    if scalars.starts(with: ["-", "-"]) { scalars.removeFirst(2) }
    return scalars[...].string
  }
}
