package import PipConfiguration
import PipSystem
package import SystemPackage

/// A Python interpreter, why it is this one, and what is known of it without starting it.
package struct InterpreterLocation: Sendable, Hashable {
  /// What chose the interpreter.
  package enum Choice: Sendable, Hashable {
    /// `--python`, or the setting of that name.
    case requested(SettingSource)
    /// The activated environment, `VIRTUAL_ENV`.
    case activeEnvironment
    /// The first directory of `PATH` that has the program.
    case searchPath(String)
  }

  /// What the program is.
  package enum Kind: Sendable, Hashable {
    /// The Python of a virtual environment, whose `sys.prefix` this is.
    case virtualEnvironment(prefix: FilePath, configuration: PyvenvConfiguration)
    /// A program of which only it itself knows the prefix.
    case executable
    /// A script that starts some Python, as pyenv's shims do; it must be asked for `sys.executable`.
    case shim
  }

  /// The program: absolute, `.` and `..` taken out, links kept, since they decide about the prefix.
  package var executable: FilePath
  /// What chose it.
  package var chosenBy: Choice
  /// What it is.
  package var kind: Kind

  /// Looks at a program; also for the `sys.executable` that a shim has answered with.
  ///
  /// The folder above the program's own decides, as for CPython (`getpath.py`, `site.py`): where it has
  /// a `pyvenv.cfg` with a home, it is the prefix. Where there is one beside the program too or instead,
  /// Pythons differ, so the interpreter has to be asked.
  package init(inspecting executable: FilePath, chosenBy choice: Choice) throws(PathsError) {
    self.executable = executable
    chosenBy = choice
    guard Self.isProgram(executable) else {
      kind = .shim
      return
    }
    kind = .executable
    let folder = executable.removingLastComponent()
    let prefix = folder.removingLastComponent()
    guard !folder.appending("pyvenv.cfg").isRegularFile,
      let configuration = try PyvenvConfiguration.read(in: prefix), configuration.home != nil
    else { return }
    kind = .virtualEnvironment(prefix: prefix, configuration: configuration)
  }

  /// Tells whether the first bytes are those of a program for the machine: ELF or Mach-O.
  private static func isProgram(_ path: FilePath) -> Bool {
    guard let file = try? OwnedDescriptor.openRegularFile(path),
      let magic = try? file.read(atMost: 4), magic.count == 4
    else { return false }
    let number = magic.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return switch number {
    case 0x7F45_4C46: true
    case 0xFEED_FACE, 0xFEED_FACF, 0xCEFA_EDFE, 0xCFFA_EDFE: true
    case 0xCAFE_BABE, 0xCAFE_BABF, 0xBEBA_FECA, 0xBFBA_FECA: true
    default: false
    }
  }
}

extension InterpreterLocation.Choice {
  /// What chose the interpreter, in one line.
  package var explanation: String {
    switch self {
    case .requested(let source): "\(source) asks for it"
    case .activeEnvironment: "VIRTUAL_ENV names it"
    case .searchPath(let directory):
      "it is the first on PATH, in \"\(directory)\""
    }
  }

  var remedy: String {
    switch self {
    case .requested: "name an interpreter or the folder of an environment"
    case .activeEnvironment: "run deactivate, or name an environment with --python"
    case .searchPath: "name an interpreter or an environment with --python"
    }
  }
}

extension FilePath {
  var isRegularFile: Bool {
    (try? status())?.kind == .regular
  }
}
