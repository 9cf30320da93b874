internal import PipSystem
internal import SystemPackage

extension OpenDirectory {
  /// Tells whether there is certainly nothing of a name: where the system does not say, there may be.
  func certainlyLacks(_ name: EntryName) -> Bool {
    do {
      _ = try status(of: name)
      return false
    } catch {
      return error.errno == .noSuchFileOrDirectory
    }
  }
}
