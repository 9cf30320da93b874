/// The dates of HTTP headers, as far as pip must be able to read them.
///
/// pip reads the date of a response with Python's `email.utils.parsedate_tz` and does not expect it
/// to fail: where it does, pip ends with a traceback
/// (`pip/_vendor/cachecontrol/controller.py`, `cached_request`).
enum HTTPDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december",
  ]
  private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// Tells whether pip can read a date: in one of the three forms of RFC 9110 section 5.6.7, or in
  /// one that servers send in their place.
  static func isReadable(_ text: String) -> Bool {
    var words = text.split { $0 == " " || $0 == "\t" || $0.isNewline }
    guard let first = words.first else { return false }
    if first.hasSuffix(",") || days.contains(first.lowercased()) {
      words.removeFirst()
    } else if let comma = first.lastIndex(of: ",") {
      // Nothing need stand between the day of the week and that of the month.
      words[0] = first[first.index(after: comma)...]
    }
    // RFC 850: 06-Nov-94.
    if let date = words.first, words.count <= 3 {
      let parts = date.split(separator: "-", omittingEmptySubsequences: false)
      if parts.count == 3 { words.replaceSubrange(0..<1, with: parts) }
    }
    guard words.count >= 4 else { return false }
    return isDate(words[0], words[1], words[2], words[3])
  }

  /// Tells whether four words are a date: the month first or the day, the year last or the time.
  private static func isDate(
    _ first: Substring,
    _ second: Substring,
    _ third: Substring,
    _ fourth: Substring
  ) -> Bool {
    let isMonthFirst = months.contains(first.lowercased())
    guard isMonthFirst || months.contains(second.lowercased()) else { return false }
    let day = isMonthFirst ? second : first
    let isTimeFirst = third.contains(":")
    let (year, time) = isTimeFirst ? (fourth, third) : (third, fourth)
    return isNumber(day.hasSuffix(",") ? day.dropLast() : day, 0...31) && isYear(year)
      && isTime(time)
  }

  private static func isYear(_ text: Substring) -> Bool {
    // The calendar of Python begins with the year 1 and ends with 9999.
    isNumber(text.hasSuffix(",") ? text.dropLast() : text, 0...9999) && text != "0000"
  }

  private static func isTime(_ text: Substring) -> Bool {
    // A zone may stand right behind it.
    let clock = text.prefix { $0 != "+" && $0 != "-" }
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    return (2...3).contains(parts.count) && parts.allSatisfy { isNumber($0, 0...99) }
  }

  private static func isNumber(_ text: Substring, _ range: ClosedRange<Int>) -> Bool {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
      return false
    }
    return range.contains(number)
  }
}
