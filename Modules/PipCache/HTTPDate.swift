/// What pip makes of the date in a header.
///
/// It reads dates with Python's `email.utils.parsedate_tz`. Of `Date` it does not expect that to
/// fail, of no header that the year is none of Python's calendar: there it ends with a traceback
/// (`pip/_vendor/cachecontrol/controller.py`, `cached_request`).
enum HTTPDate {
  /// It is none.
  case unreadable
  /// It is one, of a year that Python's calendar does not have.
  case outOfCalendar
  /// It is one.
  case readable

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december",
  ]
  private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// Reads a date: in one of the three forms of RFC 9110 section 5.6.7, or in one that servers send
  /// in their place.
  init(_ text: String) {
    guard let year = Self.year(of: text) else {
      self = .unreadable
      return
    }
    // Below 100 it is a year of about now.
    self = Int(year).map { (-1999...9999).contains($0) } ?? false ? .readable : .outOfCalendar
  }

  /// Returns the year of a date, or nil where it is none.
  private static func year(of text: String) -> Substring? {
    var words = words(of: text)
    guard let first = words.first else { return nil }
    if first.hasSuffix(",") || days.contains(first.lowercased()) {
      words.removeFirst()
    } else if let comma = first.lastIndex(of: ",") {
      // Nothing need stand between the day of the week and that of the month.
      words[0] = first[first.index(after: comma)...]
    }
    // RFC 850: 06-Nov-94, a time and a zone.
    if words.count == 3 {
      let parts = words[0].split(separator: "-", omittingEmptySubsequences: false)
      if parts.count == 3 { words.replaceSubrange(0..<1, with: parts) }
    }
    if words.count == 4 { words.replaceSubrange(3..<4, with: timeAndZone(words[3])) }
    return words.count >= 5 ? year(ofDate: words) : nil
  }

  private static func words(of text: String) -> [Substring] {
    text.unicodeScalars
      .split { $0.properties.isWhitespace || (0x1C...0x1F).contains($0.value) }
      .map { Substring($0) }
  }

  /// Takes apart what may be a time with its zone right behind it.
  private static func timeAndZone(_ word: Substring) -> [Substring] {
    guard let sign = word.firstIndex(of: "+") ?? word.firstIndex(of: "-"), sign > word.startIndex
    else { return [word, ""] }
    return [word[..<sign], word[sign...]]
  }

  /// Returns the year where five words are a date: the month first or the day, the year last or the
  /// time.
  private static func year(ofDate words: [Substring]) -> Substring? {
    var (day, month, year, time, zone) = (words[0], words[1], words[2], words[3], words[4])
    guard !year.isEmpty else { return nil }
    if !months.contains(month.lowercased()) { swap(&day, &month) }
    guard months.contains(month.lowercased()) else { return nil }
    if let colon = year.firstIndex(of: ":"), colon > year.startIndex { swap(&year, &time) }
    year = withoutComma(year)
    guard !year.isEmpty else { return nil }
    // As `date` writes it: the year behind the zone.
    if !isNumber(year.prefix(1)) { swap(&year, &zone) }
    let isDate = isNumber(withoutComma(day)) && isNumber(year) && isTime(withoutComma(time))
    return isDate ? year : nil
  }

  private static func isTime(_ text: Substring) -> Bool {
    // Some who write mails separate by points.
    let separator: Character = text.contains(":") ? ":" : "."
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    return (2...3).contains(parts.count) && parts.allSatisfy(isNumber)
  }

  private static func withoutComma(_ text: Substring) -> Substring {
    text.hasSuffix(",") ? text.dropLast() : text
  }

  /// Tells whether Python's `int` takes it; of a day or an hour there may be any number.
  static func isNumber(_ text: Substring) -> Bool {
    let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text
    return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
