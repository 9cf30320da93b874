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

  /// Tells whether the other half of a response may be there; of other files there is none.
  func hasOtherHalf(of name: EntryName) -> Bool {
    switch CacheFolder(names).role(of: name) {
    case .responseHead(let key): key.bodyName.map { !certainlyLacks($0) } ?? true
    case .responseBody(let key): key.headName.map { !certainlyLacks($0) } ?? true
    case .oldResponse, .wheel, .origin, .state, .own, .leftover, .foreign: false
    }
  }
}
