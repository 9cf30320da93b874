/// Text for people, line by line; colours are added, or not, when it is shown.
///
/// ```swift
/// page.line(Page.Span("demo", .strong), " is ", Page.Span("out of date", .warning))
/// page.line("swiftpip install demo")
/// ```
public struct Page: Sendable, Hashable {
  /// How a piece of text stands out.
  ///
  /// Colour never carries a meaning that the words do not.
  ///
  /// ```swift
  /// let style: Page.Style = context.isOffline ? .faint : .plain
  /// page.line(Page.Span("well", .good), Page.Span(" or ", style), Page.Span("broken", .bad))
  /// ```
  public enum Style: Sendable, Hashable {
    /// Not at all.
    case plain
    /// What the eye should find first.
    case strong
    /// Good news.
    case good
    /// Something to attend to.
    case warning
    /// Bad news.
    case bad
    /// What only some want to read.
    case faint
  }

  /// A piece of text in one style.
  ///
  /// ```swift
  /// var span = Page.Span("demo")
  /// span.style = .strong
  /// span.text += " 1.0"
  /// page.line(span, " is installed")
  /// ```
  public struct Span: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The text; control characters in it are made visible when it is shown.
    public var text: String
    /// How it stands out.
    public var style: Style

    /// Creates a piece of text.
    public init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }

    /// Creates plain text.
    ///
    /// ```swift
    /// let plain: Page.Span = "demo"
    /// ```
    public init(stringLiteral text: String) {
      self.init(text)
    }
  }

  /// The lines so far.
  ///
  /// ```swift
  /// let text = page.lines.map { spans in spans.map(\.text).joined() }.joined(separator: "\n")
  /// ```
  public private(set) var lines: [[Span]] = []

  /// Creates an empty page; tests do.
  ///
  /// ```swift
  /// var empty = Page()
  /// empty.line("demo 1.0")
  /// ```
  public init() {}

  /// Adds a line of spans.
  public mutating func line(_ spans: Span...) { line(spans) }

  /// Adds a line of spans.
  public mutating func line(_ spans: [Span]) {
    lines.append(spans)
  }

  /// Adds a line of plain text; a line feed in it is made visible, and ends no line.
  public mutating func line(_ text: String) {
    lines.append([Span(text)])
  }

  /// Adds names and values below each other, the values aligned.
  ///
  /// ```swift
  /// page.list([("name", "demo"), ("location", "/environment")])
  /// ```
  public mutating func list(_ pairs: [(name: String, value: String)]) {
    let width = pairs.map { $0.name.count }.max() ?? 0
    for (name, value) in pairs {
      let padding = String(repeating: " ", count: width - name.count)
      lines.append([Span("  \(name)\(padding)  ", .faint), Span(value)])
    }
  }

  /// Adds rows below each other, each column as wide as its widest cell; rows may have fewer cells than others.
  ///
  /// ```swift
  /// let files = try await context.cachedFiles()
  /// page.table(files.map { [Page.Span("\(ByteCount($0.size))"), Page.Span($0.path)] }, numbers: [0])
  /// ```
  ///
  /// - Parameters:
  ///   - rows: the rows, a span a cell.
  ///   - numbers: the columns whose cells end, rather than begin, below each other.
  public mutating func table(_ rows: [[Span]], numbers: Set<Int> = []) {
    let lengths = rows.map { row in row.map { Self.width(of: $0.text) } }
    var widths: [Int] = []
    for row in lengths {
      for (column, length) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], length)
      }
    }
    let isNumber = widths.indices.map(numbers.contains)
    lines.reserveCapacity(lines.count + rows.count)
    for (row, lengths) in zip(rows, lengths) {
      var line: [Span] = []
      line.reserveCapacity(2 * row.count)
      // What is missing of the column before, and what is between columns. Nothing ends in it.
      var gap = 0
      for (column, cell) in row.enumerated() {
        let missing = widths[column] - lengths[column]
        if isNumber[column] { gap += missing }
        if gap > 0 { line.append(Self.spaces(gap)) }
        line.append(cell)
        gap = isNumber[column] ? 2 : missing + 2
      }
      lines.append(line)
    }
  }

  /// Returns how many places a text takes.
  private static func width(of text: String) -> Int {
    let bytes = text.utf8
    return bytes.allSatisfy { $0 < 0x80 && $0 != 0x0D } ? bytes.count : text.count
  }

  private static func spaces(_ count: Int) -> Span {
    count < shortSpaces.count ? shortSpaces[count] : Span(String(repeating: " ", count: count))
  }

  /// Most paddings are short, and there are very many.
  private static let shortSpaces = (0..<128).map { Span(String(repeating: " ", count: $0)) }
}
