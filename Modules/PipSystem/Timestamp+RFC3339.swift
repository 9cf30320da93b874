extension Timestamp {
  /// The moment as `YYYY-MM-DDTHH:MM:SSZ` (RFC 3339, UTC, whole seconds).
  package var rfc3339: String {
    let (days, secondOfDay) = Self.floorDivide(seconds, by: 86_400)
    let (year, month, day) = Self.civilDate(daysSinceEpoch: days)
    let (hour, minute, second) = (secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60)
    let date = "\(Self.pad(year, 4))-\(Self.pad(month, 2))-\(Self.pad(day, 2))"
    return "\(date)T\(Self.pad(hour, 2)):\(Self.pad(minute, 2)):\(Self.pad(second, 2))Z"
  }

  /// Reads a date and time that names its offset from UTC, as RFC 3339 and Python's `isoformat()`
  /// write it: `2026-11-22T07:38:38Z`, `2026-11-22T07:38:38.360829+00:00`.
  ///
  /// A space may stand for the `T`, a comma for the point, and the offset may lack its colon and
  /// have seconds. Nil for anything else: a time without an offset says nothing about when it was.
  package init?(rfc3339 text: some StringProtocol) {
    var scanner = Scanner(Array(text.utf8))
    guard let year = scanner.digits(4), scanner.take("-"),
      let month = scanner.digits(2), scanner.take("-"),
      let day = scanner.digits(2), scanner.take("T") || scanner.take(" "),
      let hour = scanner.digits(2), scanner.take(":"),
      let minute = scanner.digits(2), scanner.take(":"),
      let second = scanner.digits(2),
      let nanoseconds = scanner.fraction(),
      let offset = scanner.offset(), scanner.isAtEnd
    else { return nil }
    guard year >= 1, (1...12).contains(month), hour < 24, minute < 60, second < 60,
      day >= 1, day <= Self.daysInMonth(month, of: year)
    else { return nil }
    let days = Self.daysSinceEpoch(year: year, month: month, day: day)
    let secondOfDay = hour * 3600 + minute * 60 + second
    self.init(seconds: days * 86_400 + secondOfDay - offset, nanoseconds: Int32(nanoseconds))
  }

  // MARK: - The proleptic Gregorian calendar

  /// Days from 0000-03-01 to 1970-01-01; years start in March so that the leap day ends them.
  private static var daysToEpoch: Int64 { 719_468 }
  private static var daysInEra: Int64 { 146_097 }

  private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = floorDivide(marchYear, by: 400)
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * daysInEra + dayOfEra - daysToEpoch
  }

  private static func civilDate(daysSinceEpoch days: Int64) -> (Int64, Int64, Int64) {
    let (era, dayOfEra) = floorDivide(days + daysToEpoch, by: daysInEra)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func daysInMonth(_ month: Int64, of year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func floorDivide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  private static func pad(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Reads the parts of a date from the left.
private struct Scanner {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func digits(_ count: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Returns nanoseconds, 0 where no fraction stands here, nil where one is begun and empty.
  mutating func fraction() -> Int64? {
    guard take(".") || take(",") else { return 0 }
    var value: Int64 = 0
    var scale: Int64 = 1_000_000_000
    var isEmpty = true
    while let digit = digit() {
      isEmpty = false
      scale /= 10
      value += digit * scale
    }
    return isEmpty ? nil : value
  }

  /// Returns seconds east of UTC.
  mutating func offset() -> Int64? {
    if take("Z") { return 0 }
    let sign: Int64 = take("+") ? 1 : -1
    guard sign > 0 || take("-"), let hours = digits(2) else { return nil }
    let separated = take(":")
    guard let minutes = digits(2) else { return nil }
    var seconds: Int64 = 0
    if !rest.isEmpty {
      guard !separated || take(":"), let value = digits(2) else { return nil }
      seconds = value
    }
    guard hours < 24, minutes < 60, seconds < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60 + seconds)
  }

  private mutating func digit() -> Int64? {
    guard let byte = rest.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else {
      return nil
    }
    rest = rest.dropFirst()
    return Int64(byte - UInt8(ascii: "0"))
  }
}
