internal import PipPaths
package import PipSystem
package import SystemPackage

/// A virtual environment as Python's `venv` makes it (PEP 405), made without starting Python.
///
/// There is no pip in it. The scripts that activate it are those of the interpreter's own `venv`.
package struct VirtualEnvironment: Sendable {
  /// Where it is to be in the end: scripts name it.
  package let prefix: FilePath

  /// Where distributions are installed in it.
  package let scheme: InstallScheme

  private let facts: InterpreterFacts
  private let version: (major: Int, minor: Int)
  private let base: FilePath

  /// Plans an environment.
  ///
  /// - Parameters:
  ///   - prefix: where it is to be, an absolute path.
  ///   - facts: what the interpreter says of itself, or another environment of it.
  /// - Throws: `EnvironmentsError` where none can be there, or the interpreter does not say enough.
  package init(
    at prefix: FilePath,
    of facts: InterpreterFacts
  ) throws(EnvironmentsError) {
    // The variable PATH could not name its folder of programs, and its configuration has lines.
    guard prefix.isAbsolute, !prefix.bytes.contains(where: { [0x3A, 0x0A, 0x0D].contains($0) })
    else { throw .impossiblePlace(prefix) }
    let base = FilePath(systemText: facts.baseExecutable)
    func folder(_ name: String) -> FilePath? {
      guard let text = facts.environmentScheme[name] else { return nil }
      let relative = FilePath(systemText: text)
      let isBelow = !relative.isAbsolute && !relative.isEmpty
      guard isBelow, !relative.components.contains(where: { $0.kind != .regular }) else {
        return nil
      }
      return prefix.appending(relative.components)
    }
    guard base.isAbsolute, let version = facts.versionNumbers, let purelib = folder("purelib"),
      let platlib = folder("platlib"), let scripts = folder("scripts")
    else { throw .unintelligible(FilePath(systemText: facts.executable)) }
    self.prefix = prefix
    self.facts = facts
    self.version = version
    self.base = base
    scheme = InstallScheme(
      purelib: purelib,
      platlib: platlib,
      headers: prefix.appending("include").appending("site")
        .appending("python\(version.major).\(version.minor)"),
      scripts: scripts,
      data: prefix
    )
  }

  /// The program that runs what is installed in it: the first name that `venv` gives it.
  package var interpreter: FilePath { scheme.scripts.appending("python") }

  /// Makes everything but what distributions bring.
  ///
  /// - Parameter folder: an empty folder, which may have another name than in the end.
  /// - Returns: whether the interpreter had scripts that activate it; some systems keep them in a package apart.
  /// - Throws: `SystemFailure`.
  package func make(in folder: FilePath) throws(SystemFailure) -> Bool {
    let place = scheme.moved(from: prefix, to: folder)
    let include = FilePath(systemText: facts.environmentScheme["include"] ?? "include")
    // The link comes first: the folder of compiled modules may be reached through it.
    try place.purelib.makeDirectories(permissions: .ofFolders)
    let root = try OpenDirectory(folder)
    if facts.pointerBits == 64, !facts.platform.hasPrefix("macosx"),
      let name = EntryName(systemText: "lib64"), try root.statusIfThere(of: name) == nil
    {
      try root.makeLink(name, to: "lib")
    }
    try place.platlib.makeDirectories(permissions: .ofFolders)
    try folder.appending(include.components).makeDirectories(permissions: .ofFolders)
    try place.scripts.makeDirectories(permissions: .ofFolders)
    try write(configuration, "pyvenv.cfg", in: root)
    if version >= (3, 13) {
      let text = """
        # Created by venv; see https://docs.python.org/3/library/venv.html
        *

        """
      try write(Array(text.utf8), ".gitignore", in: root)
    }
    let scripts = try OpenDirectory(place.scripts)
    try makeInterpreter(in: scripts)
    return try writeActivation(in: scripts)
  }

  private func write(
    _ bytes: [UInt8],
    _ text: String,
    in folder: borrowing OpenDirectory
  ) throws(SystemFailure) {
    guard let name = EntryName(systemText: text) else { return }
    let file = try folder.newFile(name, permissions: .ofFiles)
    try file.writeAll(bytes)
    try file.closeReportingErrors()
  }

  /// The file that tells Python that this is an environment, but for the command that made it.
  private var configuration: [UInt8] {
    let home = base.removingLastComponent().systemText
    let number = facts.version.prefix { $0.isNumber || $0 == "." }
    var text = """
      home = \(home)
      include-system-site-packages = false
      version = \(number)

      """
    if version >= (3, 11) {
      let program = (base.realPath(from: nil) ?? base).systemText
      text += "executable = \(program)\n"
    }
    return SystemText.bytes(of: text)
  }

  private func makeInterpreter(in scripts: borrowing OpenDirectory) throws(SystemFailure) {
    let first = base.lastSystemText
    guard let name = EntryName(systemText: first) else { return }
    try scripts.makeLink(name, to: base)
    var others = ["python", "python3"]
    if version >= (3, 9) { others.append("python\(version.major).\(version.minor)") }
    for other in others where other != first {
      guard let link = EntryName(systemText: other) else { continue }
      try scripts.makeLink(link, to: FilePath(systemText: first))
    }
  }

  /// Files of `venv/scripts` are small.
  private static let templateLimit = 1 << 20

  private func writeActivation(in scripts: borrowing OpenDirectory) throws(SystemFailure) -> Bool {
    let templates = FilePath(systemText: facts.standardLibrary).appending("venv")
      .appending("scripts")
    var isAny = false
    for kind in ["common", "posix"] {
      let path = templates.appending(kind)
      guard var folder = try? OpenDirectory(path, following: .links) else { continue }
      while let entry = try folder.next() {
        guard
          let bytes = try? OwnedDescriptor.openRegularFile(
            path.appending(entrySystemText: entry.name.systemText)
          ).readToEnd(limit: Self.templateLimit)
        else { continue }
        let script = ActivationScript(SystemText.string(decoding: bytes))
        try write(script.bytes(for: values), entry.name.systemText, in: scripts)
        isAny = true
      }
    }
    return isAny
  }

  /// What stands for each word of a template.
  private var values: [(word: String, value: String)] {
    let name = prefix.lastSystemText
    return [
      ("__VENV_DIR__", prefix.systemText), ("__VENV_NAME__", name),
      ("__VENV_PROMPT__", version >= (3, 13) ? name : "(\(name)) "),
      ("__VENV_BIN_NAME__", scheme.scripts.lastSystemText),
      ("__VENV_PYTHON__", scheme.scripts.appending(base.lastSystemText).systemText),
    ]
  }
}

/// A script that activates an environment, with words that something is put in place of.
///
/// Early templates have their words between quotes, within which a shell still understands much; later
/// ones have them bare and get what is quoted (CVE-2024-9287). Here no name of a folder is ever understood
/// as anything but a name.
struct ActivationScript {
  private let template: String

  init(_ template: String) {
    self.template = template
  }

  /// Returns the script.
  func bytes(for values: [(word: String, value: String)]) -> [UInt8] {
    let areBare = !template.contains(#""__VENV_DIR__""#)
    var text = template
    for (word, value) in values {
      if areBare {
        text = text.replacing(word, with: Self.quoted(value))
      } else if Self.isPlain(value) {
        text = text.replacing(word, with: value)
      } else {
        text = text.replacing("\"\(word)\"", with: Self.quoted(value))
        text = text.replacing(word, with: Self.harmless(value))
      }
    }
    return SystemText.bytes(of: text)
  }

  private static let special = "\"$`\\!'"

  /// Whether shells take a text between quotes for itself.
  private static func isPlain(_ text: String) -> Bool {
    !text.unicodeScalars.contains { special.unicodeScalars.contains($0) }
  }

  private static func harmless(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isPlain(String($0)) ? $0 : "_" }))
  }

  /// Returns a text as one word of a shell, as Python's `shlex.quote` does.
  private static func quoted(_ text: String) -> String {
    let isWord =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "@%+=:,./-_".utf8.contains(byte)
        }
      }
    return isWord ? text : "'" + text.replacing("'", with: #"'"'"'"#) + "'"
  }
}
