import ArgumentParser
import PipPluginKit
import Testing

@Suite struct VerbosityTests {
  @Test(
    arguments: [
      ([], Verbosity.normal), (["-q"], .quiet), (["-v"], .verbose), (["-qq"], .quiet),
      (["-vv"], .verbose), (["-q", "-v"], .normal), (["--quiet", "--verbose", "-v"], .verbose),
      (["-qqv"], .quiet),
    ]
  )
  func `less and more cancel each other out`(arguments: [String], verbosity: Verbosity) throws {
    #expect(try GlobalOptions.parse(arguments).verbosity == verbosity)
  }

  @Test(
    arguments: [
      (Verbosity.quiet, [Diagnostic.Severity.error]),
      (.normal, [.error, .warning]),
      (.verbose, [.error, .warning, .note]),
    ]
  )
  func `each step shows more severities`(verbosity: Verbosity, shown: [Diagnostic.Severity]) {
    #expect(Diagnostic.Severity.allCases.filter { verbosity.shows($0) } == shown)
  }

  @Test func `the steps are ordered`() {
    #expect(Verbosity.quiet < .normal)
    #expect(Verbosity.normal < .verbose)
  }
}
