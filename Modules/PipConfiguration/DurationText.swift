/// Durations as people write them: `7d`, `12h`, `30m`, `45s`, `90`.
package enum DurationText {
  private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]

  /// The longest duration: longer ones are slips of the keyboard.
  private static let limit: Int64 = 36_500 * 86_400

  /// Returns the duration that a text means, in seconds where it names no unit; nil for other texts.
  package static func duration(_ text: String) -> Duration? {
    var digits = text[...]
    var unit: Int64 = 1
    if let last = digits.last, let size = units[last] {
      unit = size
      digits = digits.dropLast()
    }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int64(digits)
    else { return nil }
    let (seconds, overflow) = count.multipliedReportingOverflow(by: unit)
    return overflow || seconds > limit ? nil : .seconds(seconds)
  }
}
