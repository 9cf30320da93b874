internal import PipDiagnostics
internal import PipEnvironments
internal import PipPackaging
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The lines of files of requirements, with what is installed of them, as `pip freeze -r` writes them
/// (`pip/_internal/operations/freeze.py`).
struct FrozenFiles {
  /// What is to be written, in the order of the files.
  private(set) var lines: [String] = []

  /// What the files name and is not installed, or is in more than one place.
  var diagnostics: [Diagnostic] { missing + repeated }

  /// What is installed and no file has named.
  var rest: [InstalledDistribution] { Array(installed.values) }

  private var installed: [PackageName: InstalledDistribution]
  private var missing: [Diagnostic] = []
  private var writtenOptions: Set<String> = []
  /// The files that name what is installed, once for each time.
  private var files: [PackageName: [FilePath]] = [:]

  /// Options that stay as they are; of others a line is a requirement.
  private static let options = [
    "-r", "--requirement", "-f", "--find-links", "-i", "--index-url", "--pre", "--trusted-host",
    "--process-dependency-links", "--extra-index-url", "--use-feature",
  ]

  /// Begins without a file.
  init(installed: [InstalledDistribution]) {
    self.installed = Dictionary(installed.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Writes the lines of a file.
  ///
  /// - Throws: `WishError` where it cannot be read, or is no text.
  mutating func add(_ file: FilePath) throws(WishError) {
    let bytes = try RequirementsReading.bytes(of: file)
    let text: String
    do throws(RequirementsFile.Flaw) {
      text = try RequirementsFile.text(bytes)
    } catch {
      throw .unreadable(file, error)
    }
    var rows = text.split(omittingEmptySubsequences: false) { ["\n", "\r", "\r\n"].contains($0) }
    // What ends the last line begins none.
    if rows.last?.isEmpty == true { rows.removeLast() }
    for line in rows { add(line, of: file) }
  }

  private mutating func add(_ line: Substring, of file: FilePath) {
    let words = Self.trimmed(line)
    guard !words.isEmpty, !words.hasPrefix("#"), !Self.options.contains(where: line.hasPrefix)
    else {
      let kept = Self.withoutBlanksAtItsEnd(line)
      if writtenOptions.insert(kept).inserted { lines.append(kept) }
      return
    }
    guard let name = Self.project(in: line) else { return }
    if let distribution = installed.removeValue(forKey: name) {
      lines += FreezeCommand.lines(distribution)
      files[name, default: []].append(file)
    } else if files[name] != nil {
      files[name]?.append(file)
    } else {
      missing.append(
        Diagnostic(
          .warning,
          code: "packages.not-installed",
          message: "\(file.systemText) contains \(words), but \(name.original) is not installed"
        )
      )
    }
  }

  private var repeated: [Diagnostic] {
    files.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { name, files in
      let names = Set(files.map(\.systemText)).sorted().joined(separator: ", ")
      return Diagnostic(
        .warning,
        code: "packages.repeated",
        message: "\(name.original) is included more than once: \(names)"
      )
    }
  }

  /// Returns the project that a line is about; nil where it does not say.
  private static func project(in line: Substring) -> PackageName? {
    var text = line
    for option in ["--editable", "-e"] where line.hasPrefix(option) {
      text = line.dropFirst(option.count).drop { $0 == "=" || $0 == " " }
      break
    }
    return RequirementsReading.project(
      in: trimmed(Substring(RequirementsFile.withoutComment(text.utf8)))
    )
  }

  private static func withoutBlanksAtItsEnd(_ text: Substring) -> String {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private static func trimmed(_ text: Substring) -> String {
    withoutBlanksAtItsEnd(text.drop(while: \.isWhitespace))
  }
}
