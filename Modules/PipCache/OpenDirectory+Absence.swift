internal import PipSystem
internal import SystemPackage

extension OpenDirectory {
  /// Returns what is known of a name; nil where there is certainly nothing of it.
  func statusIfThere(of name: EntryName) throws(SystemFailure) -> FileStatus? {
    do {
      return try status(of: name)
    } catch  where error.errno == .noSuchFileOrDirectory {
      return nil
    }
  }

  /// Tells whether there is certainly nothing of a name: where the system does not say, there may be.
  func certainlyLacks(_ name: EntryName) -> Bool {
    do {
      _ = try status(of: name)
      return false
    } catch {
      return error.errno == .noSuchFileOrDirectory
    }
  }

  /// Tells whether what a file belongs to may be there.
  ///
  /// That is the other half of a response, and the wheel of an origin. Other files belong to nothing.
  func hasOtherHalf(of name: EntryName) -> Bool {
    switch CacheFolder(names).role(of: name) {
    case .responseHead(let key): key.bodyName.map { !certainlyLacks($0) } ?? true
    case .responseBody(let key): key.headName.map { !certainlyLacks($0) } ?? true
    case .origin: mayHaveWheel()
    case .oldResponse, .wheel, .state, .own, .leftover, .foreign: false
    }
  }

  private func mayHaveWheel() -> Bool {
    do {
      var folder = try reopened()
      while let entry = try folder.next() {
        if CacheFolder(names).role(of: entry.name) == .wheel { return true }
      }
      return false
    } catch {
      return true
    }
  }
}
