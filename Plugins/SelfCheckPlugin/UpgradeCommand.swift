internal import PipConfiguration
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The shortest command that certainly upgrades a package in the right environment.
///
/// The rules are pip's (`pip/_internal/utils/entrypoints.py`): `pip` where the shell finds this
/// environment's, else the interpreter by name or by path with `-m pip`.
struct UpgradeCommand: Sendable {
  let package: PackageName
  let prefix: String
  let executable: FilePath
  /// `3.11`, nil where it is not known without asking.
  let pythonVersion: String?

  /// Returns the command as it would be typed.
  func text(in surroundings: Surroundings) -> String {
    "\(invocation(in: surroundings)) install --upgrade \(package.normalized)"
  }

  private func invocation(in surroundings: Surroundings) -> String {
    let scripts = FilePath(systemText: prefix).appending("bin")
    if ProgramSearch.directories(in: surroundings).contains(scripts) {
      for name in scriptNames {
        guard let found = ProgramSearch.program(named: name, in: surroundings),
          isSame(found, scripts.appending(name), following: .links)
        else { continue }
        return name
      }
    }
    let name = executable.lastComponent?.string ?? "python"
    if let found = ProgramSearch.program(named: name, in: surroundings),
      isSame(found, executable, following: .nothing)
    {
      return "\(name) -m pip"
    }
    return "\(ShellWord(executable.systemText)) -m pip"
  }

  private var scriptNames: [String] {
    guard let pythonVersion, let major = pythonVersion.split(separator: ".").first else {
      return ["pip"]
    }
    return ["pip", "pip\(major)", "pip\(pythonVersion)"]
  }

  private func isSame(_ left: FilePath, _ right: FilePath, following: Following) -> Bool {
    guard let left = try? left.status(following: following),
      let right = try? right.status(following: following)
    else { return false }
    return left.identity == right.identity
  }
}
