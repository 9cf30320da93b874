import Foundation
import SystemPackage
import TestSupport
import Testing

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

  /// Fetches a file of the index into the home, and returns its path.
  func fetch(_ name: String) async throws -> String {
    let path = home.appending(name).string
    let script = "import sys, urllib.request; urllib.request.urlretrieve(*sys.argv[1:])"
    let address = index().replacing("/simple/", with: "/files/") + name
    let outcome = try await Program("/usr/bin/env").run(
      ["python3", "-c", script, address, path],
      environment: environment,
      in: .folder(folder)
    )
    #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
    return path
  }

  /// Downloads something into an empty folder.
  func downloadAnew(_ pip: RealPip) async throws -> Program.Outcome {
    try? FileManager.default.removeItem(atPath: folder.appending("downloads").string)
    return try await pip.download(from: keptIndex, in: self)
  }
}
