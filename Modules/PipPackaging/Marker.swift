/// A condition on an environment, such as `python_version < "3.9" and sys_platform == "linux"`
/// (PEP 508), as the `packaging` library reads it (26.3).
package struct Marker: Sendable, Hashable {
  /// What one of its comparisons compares.
  enum Operand: Sendable, Hashable {
    /// What the environment says of itself.
    case variable(String)
    /// A text.
    case text(String)
  }

  /// A part that is true or not.
  indirect enum Atom: Sendable, Hashable {
    case comparison(Operand, String, Operand)
    case nested(Marker)
  }

  /// The parts, in their order.
  private let atoms: [Atom]
  /// What stands between them: `and`, which binds more, or `or`.
  private let words: [String]

  /// The longest text that is taken for a marker, in bytes.
  package static let lengthLimit = 16_384
  /// No honest one has more parentheses around something.
  private static let depthLimit = 32

  /// Parses a marker, or returns nil for a text that is none.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count <= Self.lengthLimit else { return nil }
    var cursor = ByteCursor(bytes[...])
    guard let marker = Marker(&cursor), cursor.isAtEnd else { return nil }
    self = marker
  }

  /// Reads a marker up to what cannot be part of one.
  init?(_ cursor: inout ByteCursor, depth: Int = 0) {
    guard depth < Self.depthLimit else { return nil }
    var atoms: [Atom] = []
    var words: [String] = []
    while true {
      guard let atom = Self.atom(&cursor, depth) else { return nil }
      atoms.append(atom)
      cursor.takeBlanks()
      guard let word = ["or", "and"].first(where: { cursor.take(wholeWord: $0) }) else { break }
      words.append(word)
    }
    self.atoms = atoms
    self.words = words
  }

  private static func atom(_ cursor: inout ByteCursor, _ depth: Int) -> Atom? {
    cursor.takeBlanks()
    if cursor.take(UInt8(ascii: "(")) {
      guard let nested = Marker(&cursor, depth: depth + 1) else { return nil }
      cursor.takeBlanks()
      return cursor.take(UInt8(ascii: ")")) ? .nested(nested) : nil
    }
    guard let left = operand(&cursor) else { return nil }
    cursor.takeBlanks()
    guard let comparison = comparison(&cursor) else { return nil }
    cursor.takeBlanks()
    guard let right = operand(&cursor) else { return nil }
    return .comparison(left, comparison, right)
  }

  /// The variables, and other spellings of some.
  private static let variables: [String: String] = {
    let names = [
      "python_version", "python_full_version", "os_name", "sys_platform", "platform_release",
      "platform_system", "platform_version", "platform_machine", "platform_python_implementation",
      "implementation_name", "implementation_version", "extra", "extras", "dependency_groups",
    ]
    var variables = Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
    for (old, new) in [
      ("os.name", "os_name"), ("sys.platform", "sys_platform"),
      ("platform.version", "platform_version"), ("platform.machine", "platform_machine"),
      ("platform.python_implementation", "platform_python_implementation"),
      ("python_implementation", "platform_python_implementation"),
    ] {
      variables[old] = new
    }
    return variables
  }()

  private static func operand(_ cursor: inout ByteCursor) -> Operand? {
    for quote in "'\"".utf8 where cursor.take(quote) {
      let text = cursor.takeAll { $0 != quote }
      return cursor.take(quote) ? .text(String(decoding: text, as: UTF8.self)) : nil
    }
    let name = cursor.takeAll {
      ASCII.isAlphanumeric($0) || $0 == ASCII.underscore || $0 == ASCII.dot
    }
    return variables[String(decoding: name, as: UTF8.self)].map(Operand.variable)
  }

  private static func comparison(_ cursor: inout ByteCursor) -> String? {
    if cursor.take(wholeWord: "in") { return "in" }
    if cursor.take(wholeWord: "not") {
      cursor.takeBlanks()
      return cursor.take(wholeWord: "in") ? "not in" : nil
    }
    // A longer one stands before its own beginning.
    return ["===", "==", "~=", "!=", "<=", ">=", "<", ">"].first { cursor.take(word: $0) }
  }
}

// MARK: - Its truth

extension Marker {
  /// Tells whether an environment meets the condition.
  ///
  /// - Parameter environment: what it says of itself, by name; an extra that is asked for is `extra`.
  /// - Returns: whether it does; a comparison of what cannot be compared is not met.
  package func isMet(by environment: [String: String]) -> Bool {
    // Of what "or" parts, one must be met as a whole.
    var isGroupMet = true
    for (index, atom) in atoms.enumerated() {
      if index > 0, words[index - 1] == "or" {
        if isGroupMet { return true }
        isGroupMet = true
      }
      isGroupMet = isGroupMet && Self.isMet(atom, by: environment)
    }
    return isGroupMet
  }

  private static func isMet(_ atom: Atom, by environment: [String: String]) -> Bool {
    switch atom {
    case .nested(let marker): marker.isMet(by: environment)
    case .comparison(.variable(let key), let comparison, let right):
      isMet(value(.variable(key), environment), comparison, value(right, environment), key)
    case .comparison(let left, let comparison, .variable(let key)):
      isMet(value(left, environment), comparison, value(.variable(key), environment), key)
    case .comparison(let left, let comparison, let right):
      isMet(value(left, environment), comparison, value(right, environment), "")
    }
  }

  private static func value(_ operand: Operand, _ environment: [String: String]) -> String {
    switch operand {
    case .variable(let name): environment[name] ?? ""
    case .text(let text): text
    }
  }

  /// The variables that are versions.
  private static let versions: Set<String> = [
    "implementation_version", "platform_release", "python_full_version", "python_version",
  ]

  private static func isMet(
    _ left: String,
    _ comparison: String,
    _ right: String,
    _ key: String
  ) -> Bool {
    var (left, right) = (left, right)
    if key == "extra" {
      left = PackageName(left)?.normalized ?? left
      right = PackageName(right)?.normalized ?? right
    }
    if versions.contains(key), let specifier = VersionSpecifiers(comparison + right) {
      return Version(left).map { specifier.contains($0, prereleases: .allowed) } ?? false
    }
    let isSame = left.utf8.elementsEqual(right.utf8)
    switch comparison {
    case "in": return right.isEmpty ? left.isEmpty : left.isEmpty || right.contains(left)
    case "not in": return !isMet(left, "in", right, "")
    case "==", "<=", ">=": return isSame
    case "!=": return !isSame
    default: return false
    }
  }
}

extension Marker: CustomStringConvertible {
  /// The form of the `packaging` library.
  package var description: String { text(isInner: false) }

  private func text(isInner: Bool) -> String {
    if atoms.count == 1, case .nested(let marker) = atoms[0] {
      return marker.text(isInner: isInner)
    }
    var text = ""
    for (index, atom) in atoms.enumerated() {
      if index > 0 { text += " \(words[index - 1]) " }
      switch atom {
      case .nested(let marker): text += marker.text(isInner: true)
      case .comparison(let left, let comparison, let right):
        text += "\(Self.text(left)) \(comparison) \(Self.text(right))"
      }
    }
    return isInner && atoms.count > 1 ? "(\(text))" : text
  }

  private static func text(_ operand: Operand) -> String {
    switch operand {
    case .variable(let name): name
    case .text(let text): text.contains("\"") ? "'\(text)'" : "\"\(text)\""
    }
  }
}

extension ByteCursor {
  /// Passes blanks and tabs.
  mutating func takeBlanks() {
    _ = takeAll { $0 == 0x20 || $0 == 0x09 }
  }

  /// Reads a word that ends where it ends, not within a longer one.
  mutating func take(wholeWord word: String) -> Bool {
    let start = position
    guard rest.starts(with: word.utf8) else { return false }
    position += word.utf8.count
    if let next, ASCII.isAlphanumeric(next) || next == ASCII.underscore {
      position = start
      return false
    }
    return true
  }
}
