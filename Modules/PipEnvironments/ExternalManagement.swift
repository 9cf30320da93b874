internal import PipConfiguration
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
      String(validating: bytes, as: UTF8.self) != nil,
      let content = try? ConfigurationFile.parse(bytes)
    else { return [] }
    let text = keys(in: environment).lazy
      .compactMap { content.value($0, in: "externally-managed") }.first
    return (text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      .split(separator: "").map { $0.joined(separator: " ") }
  }

  /// The options that may have the text, the best first, as names are compared in pip's files.
  private static func keys(in environment: Environment) -> [String] {
    let language = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment.nonEmpty($0) }
      .first
    let locale = language?.split(whereSeparator: { $0 == "." || $0 == "@" }).first.map(String.init)
    guard let locale, locale != "C", locale != "POSIX" else { return ["error"] }
    let parts = locale.split(whereSeparator: { $0 == "-" || $0 == "_" })
    return ["error-\(locale)", "error-\(parts.first ?? "")", "error"]
      .map { $0.lowercased().replacing("_", with: "-") }
  }
}
