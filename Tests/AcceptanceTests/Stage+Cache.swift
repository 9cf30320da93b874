import Foundation
import SystemPackage
import TestSupport

/// The answer of a command about the cache, as far as tests look at it.
struct CacheAnswer<Result: Decodable>: Decodable {
  var result: Result?
}

extension RealPip {
  /// The pips that keep answers of servers without encryption, which the index of the tests is.
  static let keeping = all.filter { pip in
    let numbers = pip.version.split(separator: ".").compactMap { Int($0) }
    return numbers.starts(with: [21]) ? numbers.dropFirst().first ?? 0 >= 3 : numbers[0] > 21
  }
}

extension Stage {
  /// An index whose answers may be kept.
  var keptIndex: String { index("etag/maxage=600/relative") }

  /// Downloads something into an empty folder.
  func downloadAnew(_ pip: RealPip) async throws -> Program.Outcome {
    try? FileManager.default.removeItem(atPath: folder.appending("downloads").string)
    return try await pip.download(from: keptIndex, in: self)
  }
}
