import PipConfiguration
import PipSystem
package import SystemPackage

/// What a virtual environment says about itself in its `pyvenv.cfg` (PEP 405).
package struct PyvenvConfiguration: Sendable, Hashable {
  /// The folder of the Python that the environment was made from.
  package var home: FilePath?
  /// The version of that Python as it is written: `3.11.7`, `3.11.7.final.0`.
  package var version: String?
  /// Whether the packages of that Python are visible too.
  package var includesSystemSitePackages = false
  /// That Python itself; only newer tools write it.
  package var executable: FilePath?

  /// Tools write a few hundred bytes.
  static let sizeLimit = 1 << 16

  /// Reads a file's content; what it does not understand it leaves out, as Python does.
  package init(_ bytes: [UInt8]) {
    var values: [String: String] = [:]
    for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      guard let sign = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let name = SystemText.string(decoding: line[..<sign]).trimmingPythonSpace.lowercased()
      let value = SystemText.string(decoding: line[(sign + 1)...]).trimmingPythonSpace
      if name == "include-system-site-packages" {
        includesSystemSitePackages = value.lowercased() == "true"
      } else if values[name] == nil {
        values[name] = value
      }
    }
    home = values["home"].map { FilePath(systemText: $0) }
    executable = values["executable"].map { FilePath(systemText: $0) }
    // virtualenv and uv write the longer name.
    version = values["version"] ?? values["version_info"]
  }

  /// The first two numbers of the version as `3.11`, nil where it does not begin with two numbers.
  package var pythonVersion: String? {
    let numbers = (version ?? "").split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count >= 2 else { return nil }
    let isPlain = numbers.prefix(2).allSatisfy { number in
      (1...4).contains(number.utf8.count) && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
    return isPlain ? "\(numbers[0]).\(numbers[1])" : nil
  }

  /// Reads the `pyvenv.cfg` of a folder, nil where it has none.
  static func read(in folder: FilePath) throws(PathsError) -> PyvenvConfiguration? {
    let path = folder.appending("pyvenv.cfg")
    // Python asks this way too; what is no file makes no environment.
    guard (try? path.status())?.kind == .regular else { return nil }
    do throws(SystemFailure) {
      let file = try OwnedDescriptor.openRegularFile(path)
      guard let bytes = try file.readToEnd(limit: sizeLimit) else {
        throw SystemFailure("read", path, .fileTooLarge)
      }
      return PyvenvConfiguration(bytes)
    } catch {
      throw .unreadableEnvironment(path, error)
    }
  }
}
