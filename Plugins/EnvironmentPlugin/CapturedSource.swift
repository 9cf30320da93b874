internal import PipArchives
internal import PipCaptures
internal import PipDiagnostics
internal import PipSystem
internal import SystemPackage

/// A captured environment that the command line names: a file, a pipe, or `-` for standard input.
enum CapturedSource {
  /// Opens it: where it is not compressed its wheels stay where they are.
  ///
  /// - Parameters:
  ///   - text: what was named.
  ///   - folder: makes the folder that wheels are put into, if they must be unpacked.
  /// - Returns: the environment.
  /// - Throws: `CapturesError` where it is none.
  static func open(
    _ text: String,
    unpackingInto folder: () throws -> FilePath?
  ) throws -> CapturedEnvironment {
    guard text != "-" else {
      return try CapturedEnvironment.read(StandardInput(), puttingWheelsInto: folder())
    }
    let path = FilePath(systemText: text)
    if let captured = try CapturedEnvironment.inPlace(path) { return captured }
    let file: OwnedDescriptor
    do {
      file = try OwnedDescriptor.open(path, .readOnly)
    } catch {
      throw CapturesError.notRead(error)
    }
    return try CapturedEnvironment.read(FileSource(file), puttingWheelsInto: folder())
  }
}
