import PipDiagnostics
import PipPackaging
import PipSystem
import TestSupport
import Testing

@testable import PipIndex

/// What the tests of requests share: one server, and the few lines it takes to ask it.
enum Loopback {
  private static let started = Result {
    try IndexServer(projects: ["demo": ["1.0", "1.1"], "pip": ["24.0"]])
  }

  /// The server of all tests: paths keep them apart.
  static var server: IndexServer {
    get throws { try started.get() }
  }

  /// How long a test waits for what it expects: a busy machine is no defect.
  static let patience = Duration.seconds(60)

  /// What the machine that runs the tests has set must not count.
  static let noProxy = Environment(["no_proxy": "*"])

  /// Returns a client of one index.
  static func client(
    _ index: String,
    environment: Environment = noProxy,
    limits: IndexLimits = IndexLimits(),
    _ change: (inout IndexSources) -> Void = { _ in }
  ) throws -> (client: IndexClient, index: IndexURL) {
    let url = try #require(IndexURL(index))
    var sources = IndexSources([IndexSource(.index, .remote(url))], environment: environment)
    sources.retries = 0
    sources.timeout = patience
    change(&sources)
    return (IndexClient(sources, version: "0.0", limits: limits), url)
  }

  /// Asks one index of the shared server for `demo`.
  static func ask(
    _ behaviours: String,
    validators: PageValidators? = nil,
    within time: Duration = Loopback.patience,
    limits: IndexLimits = IndexLimits(),
    _ change: (inout IndexSources) -> Void = { _ in }
  ) async throws -> PageAnswer {
    let (client, index) = try client(try server.index(behaviours), limits: limits, change)
    let project = try #require(PackageName("demo"))
    return try await client.page(
      for: project,
      at: index,
      validators: validators,
      deadline: .now + time
    )
  }

  /// Asks and returns the error that it must end with.
  static func failure(
    _ behaviours: String,
    within time: Duration = Loopback.patience,
    limits: IndexLimits = IndexLimits(),
    _ change: (inout IndexSources) -> Void = { _ in }
  ) async throws -> IndexError? {
    await #expect(throws: IndexError.self) {
      _ = try await ask(behaviours, within: time, limits: limits, change)
    }
  }
}

extension PageAnswer {
  /// The names of the files on the page, nil where there is none.
  var fileNames: [String]? {
    guard case .page(let page, _) = self else { return nil }
    return page.files.map(\.fileName)
  }

  /// What came with the page.
  var validators: PageValidators? {
    guard case .page(_, let validators) = self else { return nil }
    return validators
  }
}

extension IndexError {
  /// What went wrong with a connection, nil for another error.
  var problem: ConnectionProblem? {
    guard case .unreachable(_, let problem) = self else { return nil }
    return problem
  }

  /// The stable code.
  var code: String { diagnostic.code }
}
