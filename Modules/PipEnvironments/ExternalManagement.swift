package import PipSystem
internal import SystemPackage

/// Whether an environment belongs to another package manager (PEP 668).
package enum ExternalManagement {
  /// Tells whether the standard library's folder holds the marker.
  ///
  /// A virtual environment is its user's own, whoever owns the interpreter
  /// (`pip/_internal/utils/misc.py`, `check_externally_managed`).
  package static func applies(to facts: InterpreterFacts) -> Bool {
    guard !facts.isVirtualEnvironment, !facts.standardLibrary.isEmpty else { return false }
    return (try? marker(of: facts).status())?.kind == .regular
  }

  private static func marker(of facts: InterpreterFacts) -> FilePath {
    FilePath(systemText: facts.standardLibrary).appending("EXTERNALLY-MANAGED")
  }

  /// No such file has more bytes.
  private static let sizeLimit = 1 << 16

  /// Returns what the other package manager says to who wants to change the environment: the option `Error` of
  /// the marker, in the user's language where it is there in that.
  ///
  /// - Parameters:
  ///   - facts: what the interpreter says of itself.
  ///   - environment: the variables that name the language (POSIX).
  /// - Returns: the paragraphs, each a line; none where the marker says nothing.
  package static func words(
    for facts: InterpreterFacts,
    in environment: Environment
  ) -> [String] {
    guard let file = try? OwnedDescriptor.openRegularFile(marker(of: facts)),
      let bytes = try? file.readToEnd(limit: sizeLimit),
      let text = String(validating: bytes, as: UTF8.self)
    else { return [] }
    let options = options(in: text)
    let lines = keys(in: environment).lazy.compactMap { options[$0] }.first ?? []
    return lines.split(separator: "").map { $0.joined(separator: " ") }
  }

  /// The options that may have the text, the best first, in lower case as Python's `configparser` has them.
  private static func keys(in environment: Environment) -> [String] {
    let language = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment.nonEmpty($0) }
      .first
    let locale = language?.split(whereSeparator: { $0 == "." || $0 == "@" }).first.map(String.init)
    guard let locale, locale != "C", locale != "POSIX" else { return ["error"] }
    let parts = locale.split(whereSeparator: { $0 == "-" || $0 == "_" })
    return ["error-\(locale)", "error-\(parts.first ?? "")", "error"].map { $0.lowercased() }
  }

  /// Returns the options of the section `externally-managed`, each with its lines.
  private static func options(in text: String) -> [String: [String]] {
    var options: [String: [String]] = [:]
    var isSection = false
    var current: String?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let trimmed = line.trimmingBlanks
      if line.first == "[" {
        (isSection, current) = (trimmed == "[externally-managed]", nil)
      } else if trimmed.first == "#" || trimmed.first == ";" || !isSection {
        continue
      } else if let current, trimmed.isEmpty || line.first?.isWhitespace == true {
        options[current]?.append(String(trimmed))
      } else if let sign = line.firstIndex(where: { $0 == "=" || $0 == ":" }) {
        let name = String(line[..<sign].trimmingBlanks).lowercased()
        options[name] = [String(line[line.index(after: sign)...].trimmingBlanks)]
        current = name
      }
    }
    return options
  }
}

extension Substring {
  /// The text without blanks around it.
  fileprivate var trimmingBlanks: Substring {
    var text = self.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
