internal import PipHashing

/// A wheel that tests make, with a RECORD of all that is in it.
package struct TestWheel {
  /// The project.
  package var name = "demo"
  /// Its version.
  package var version = "1.0"
  /// The files beside those of its metadata, by their paths, and their modes.
  package var files: [(path: String, content: String, mode: Int)] = []
  /// Its file WHEEL.
  package var format = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
  /// Its file METADATA, in place of the usual one.
  package var metadata: String?
  /// Its file `entry_points.txt`.
  package var entryPoints: String?
  /// What its RECORD has in place of what it should.
  package var record: ((String) -> String?)?

  /// Makes a wheel of some files.
  package init(_ files: [(String, String)] = [("demo/__init__.py", "x = 1\n")]) {
    self.files = files.map { ($0.0, $0.1, 0o100644) }
  }

  /// The name of the folder of its metadata.
  package var folder: String { "\(name)-\(version).dist-info" }

  /// The name of the file.
  package var fileName: String { "\(name)-\(version)-py3-none-any.whl" }

  /// Its bytes.
  package var bytes: [UInt8] {
    var all = files
    let usual = "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n"
    all.append(("\(folder)/METADATA", metadata ?? usual, 0o100644))
    all.append(("\(folder)/WHEEL", format, 0o100644))
    if let entryPoints { all.append(("\(folder)/entry_points.txt", entryPoints, 0o100644)) }
    var record = ""
    for file in all where !file.path.hasSuffix("/") {
      let digest = HashAlgorithm.sha256.digest(of: file.content).urlSafeBase64
      let needsQuotes = file.path.contains { ",\"".contains($0) }
      let path = needsQuotes ? "\"\(file.path.replacing("\"", with: "\"\""))\"" : file.path
      record += "\(path),sha256=\(digest),\(file.content.utf8.count)\n"
    }
    record += "\(folder)/RECORD,,\n"
    var writer = ZipWriter()
    for file in all { writer.add(file.path, file.content, mode: file.mode) }
    if let changed = self.record.map({ $0(record) }) ?? record {
      writer.add("\(folder)/RECORD", changed, mode: 0o100644)
    }
    return writer.finished()
  }
}
