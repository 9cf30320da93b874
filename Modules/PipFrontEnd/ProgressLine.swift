internal import PipPluginKit

/// A line that tells how far a command has come: a state in, words out.
struct ProgressLine {
  let state: Progress
  let elapsed: Duration

  /// The words, at most so many characters.
  func text(width: Int) -> String {
    var parts = ["\(Self.grouped(state.count)) \(state.unit)"]
    if seconds > 0, state.count > 0 {
      let rate = Int(min(Double(state.count) / seconds, 1e15).rounded())
      parts.append("\(Self.grouped(rate))/s")
    }
    if let left { parts.append("\(left) left") }
    return String("\(state.activity): \(parts.joined(separator: ", "))".prefix(width))
  }

  private var seconds: Double { elapsed / .seconds(1) }

  /// What the rest will take if it goes on as before.
  private var left: String? {
    guard let fraction = state.fraction, fraction > 0, fraction <= 1 else { return nil }
    let rest = seconds * (1 - fraction) / fraction
    guard rest < 360_000 else { return nil }
    let whole = Int(rest.rounded(.up))
    return whole < 100 ? "\(whole) s" : "\((whole + 59) / 60) min"
  }

  /// A number with commas between its thousands.
  private static func grouped(_ number: Int) -> String {
    let digits = String(number)
    guard digits.count > 3 else { return digits }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
