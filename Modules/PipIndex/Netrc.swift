package import PipSystem
internal import SystemPackage

/// User names and passwords by host, as a `.netrc` file holds them.
///
/// The format is that of Python's `netrc` module, which pip uses: `machine`, `default`, `login` or
/// `user`, `account`, `password`, `macdef`, double quotes, backslashes, and `#` comments. A word
/// that is none of these is skipped, where Python would ignore the whole file. A file that is no
/// UTF-8 knows nobody: which of its bytes a password is made of, only its writer knows. Python reads
/// it in the encoding of the locale, and pip fails where that is UTF-8.
package struct Netrc: Sendable {
  /// Larger files are not read: nobody writes one by hand.
  package static let maximumSize = 1 << 20

  private struct Entry {
    var login = ""
    var account = ""
    var password = ""
  }

  /// What is wrong with the file as a whole, nil where nothing is.
  private(set) var problem: IndexError?

  private var machines: [String: Entry] = [:]
  private var fallback: Entry?

  /// Creates one that knows nobody.
  package init() {}

  /// Reads the content of a file; more than `maximumSize` is not looked at.
  package init(_ content: some Collection<UInt8>) {
    let bytes = Array(content.prefix(Self.maximumSize))
    guard String(validating: bytes, as: UTF8.self) != nil else {
      problem = .unusable(.netrc, .unreadable("it is no text in UTF-8"))
      return
    }
    var words = NetrcWords(bytes)
    var word = words.next()
    while let keyword = word {
      switch keyword {
      case "machine":
        guard let name = words.next() else { return }
        // The last entry for a name counts, as in Python.
        machines[name] = Self.entry(&words, next: &word)
      case "default": fallback = Self.entry(&words, next: &word)
      case "macdef":
        words.skipMacro()
        word = words.next()
      default:
        if keyword.hasPrefix("#") { words.skipLine() }
        word = words.next()
      }
    }
  }

  /// Reads the file that the environment names: `NETRC`, else `~/.netrc`, else `~/_netrc`.
  ///
  /// One that is missing, too large, or may not be read knows nobody, as for pip.
  package static func read(in environment: Environment) -> Netrc {
    for path in paths(in: environment) {
      guard let file = try? OwnedDescriptor.openRegularFile(path) else { continue }
      guard let content = try? file.readToEnd(limit: maximumSize) else { return Netrc() }
      return Netrc(content)
    }
    return Netrc()
  }

  /// Returns the credentials for a host, those of `default` where it has none of its own and may
  /// have them.
  package func credentials(forHost host: String, includingDefault: Bool = true) -> Credentials? {
    let fallback = includingDefault ? fallback : nil
    guard let entry = machines[host] ?? fallback else { return nil }
    let name = entry.login.isEmpty ? entry.account : entry.login
    guard !name.isEmpty || !entry.password.isEmpty else { return nil }
    return Credentials(username: name, password: entry.password)
  }

  private static func paths(in environment: Environment) -> [FilePath] {
    if let named = environment.nonEmpty("NETRC") { return [FilePath(systemText: named)] }
    guard let home = environment.nonEmpty("HOME") else { return [] }
    let folder = FilePath(systemText: home)
    return [folder.appending(".netrc"), folder.appending("_netrc")]
  }

  /// Reads what follows a machine's name, and leaves the word after it in `next`.
  private static func entry(_ words: inout NetrcWords, next: inout String?) -> Entry {
    var entry = Entry()
    while true {
      next = words.next()
      switch next {
      case nil, "machine", "default", "macdef": return entry
      case "login", "user": entry.login = words.next() ?? ""
      case "account": entry.account = words.next() ?? ""
      case "password": entry.password = words.next() ?? ""
      case let word?: if word.hasPrefix("#") { words.skipLine() }
      }
    }
  }
}

/// The words of a `.netrc`, from the left.
private struct NetrcWords {
  private let bytes: [UInt8]
  private var position = 0
  /// Where the line of the last word ends, for comments that stand behind it.
  private var endsLine = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func next() -> String? {
    while let byte = peek(), Self.isBlank(byte) { position += 1 }
    guard let first = peek() else { return nil }
    var word: [UInt8] = []
    let isQuoted = first == UInt8(ascii: "\"")
    if isQuoted { position += 1 }
    endsLine = false
    while let byte = peek() {
      position += 1
      if isQuoted ? byte == UInt8(ascii: "\"") : Self.isBlank(byte) {
        endsLine = byte == UInt8(ascii: "\n")
        break
      }
      if byte == UInt8(ascii: "\\"), let escaped = peek() {
        position += 1
        word.append(escaped)
      } else {
        word.append(byte)
      }
    }
    return String(decoding: word, as: UTF8.self)
  }

  /// Skips the rest of the line that the last word stands in.
  mutating func skipLine() {
    guard !endsLine else { return }
    while let byte = peek() {
      position += 1
      if byte == UInt8(ascii: "\n") { return }
    }
  }

  /// Skips a macro, which an empty line ends.
  mutating func skipMacro() {
    _ = next()
    skipLine()
    while peek() != nil {
      let start = position
      endsLine = false
      skipLine()
      if position == start + 1 { return }
    }
  }

  private func peek() -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
    default: false
    }
  }
}
