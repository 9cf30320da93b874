import PipSystem
package import SystemPackage

/// The value of an option, and where it comes from.
///
/// The value may be a URL with a password: `CredentialMask` belongs between it and any output.
package struct Setting: Sendable, Hashable {
  /// The option in pip's normal form: `cache-dir`.
  package var name: String
  /// The value as it is written.
  package var value: String
  /// Where it is written.
  package var source: SettingSource

  /// Creates a setting.
  package init(name: String, value: String, source: SettingSource) {
    self.name = name
    self.value = value
    self.source = source
  }

  /// Reads the value as a truth value, in the words that pip knows (`strtobool` in
  /// `pip/_internal/utils/misc.py`).
  package func boolean() throws(ConfigurationError) -> Bool {
    switch value.lowercased() {
    case "y", "yes", "t", "true", "on", "1": true
    case "n", "no", "f", "false", "off", "0": false
    default: throw .invalidValue(self, expected: .boolean)
    }
  }

  /// Reads the value as a whole number, as Python's `optparse` does: `0x`, `0b` and `0` at the start
  /// choose the base.
  package func integer() throws(ConfigurationError) -> Int {
    var digits = Array(value.trimmingPythonSpace.utf8)[...]
    var sign = ""
    if let first = digits.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      sign = first == UInt8(ascii: "-") ? "-" : ""
      digits = digits.dropFirst()
    }
    let radix =
      if digits.starts(with: "0x".utf8) || digits.starts(with: "0X".utf8) {
        16
      } else if digits.starts(with: "0b".utf8) || digits.starts(with: "0B".utf8) {
        2
      } else {
        digits.first == UInt8(ascii: "0") ? 8 : 10
      }
    let text = String(
      decoding: radix == 16 || radix == 2 ? digits.dropFirst(2) : digits,
      as: UTF8.self
    )
    // A second sign would be read as one.
    guard text.utf8.first.map({ isDigit($0, radix) }) == true,
      let number = Int(sign + text, radix: radix)
    else { throw .invalidValue(self, expected: .integer) }
    return number
  }

  /// Reads the value as a number of seconds with an optional fraction, `15` or `0.5` or `1e3`.
  ///
  /// Negative and infinite times, which Python would accept, are refused: nothing can wait so long.
  package func seconds() throws(ConfigurationError) -> Duration {
    let text = value.trimmingPythonSpace
    // Swift also reads hexadecimal fractions, infinities and NaN, which are no times.
    let isPlain = text.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) }
    guard isPlain, let number = Double(text), (0...1e9).contains(number) else {
      throw .invalidValue(self, expected: .seconds)
    }
    return .seconds(number)
  }

  /// Reads the value as a duration, `7d` or `12h` or a number of seconds.
  package func duration() throws(ConfigurationError) -> Duration {
    guard let duration = DurationText.duration(value.trimmingPythonSpace) else {
      throw .invalidValue(self, expected: .duration)
    }
    return duration
  }

  /// Reads the value as a path, with `~` at its start replaced.
  package func path(home: HomeDirectory) throws(ConfigurationError) -> FilePath {
    // The system would take the part before a NUL for the path.
    guard !value.utf8.contains(0) else { throw .invalidValue(self, expected: .path) }
    return FilePath(systemText: home.expandingTilde(in: value))
  }

  /// The value as a list of words, the form in which variables and files hold several values.
  package var words: [Setting] {
    value.pythonWords.map { Setting(name: name, value: $0, source: source) }
  }

  private func isDigit(_ byte: UInt8, _ radix: Int) -> Bool {
    Int(String(decoding: [byte], as: UTF8.self), radix: radix) != nil
  }
}
