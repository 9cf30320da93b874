import ArgumentParser
import PipPluginKit
import Testing

@Suite struct GlobalOptionsTests {
  @Test func `the defaults decide nothing`() throws {
    let options = try GlobalOptions.parse([])
    #expect(options.cacheDirectory == nil)
    #expect(options.python == nil)
    #expect(!options.withoutCache && !options.isIsolated && !options.isOffline)
    #expect(!options.withoutPlugins)
    #expect(options.format == .human)
    #expect(options.color == .auto)
  }

  @Test func `each option has pip's name and both spellings of a value`() throws {
    let options = try GlobalOptions.parse([
      "--cache-dir", "/srv/cache", "--python=/srv/venv", "--isolated", "--offline",
      "--format=json", "--color", "never", "--no-plugins",
    ])
    #expect(options.cacheDirectory == "/srv/cache")
    #expect(options.python == "/srv/venv")
    #expect(options.isIsolated && options.isOffline && options.withoutPlugins)
    #expect(options.format == .json)
    #expect(options.color == .never)
  }

  @Test(arguments: [["--format", "xml"], ["--color", "red"], ["--cache-dir"], ["--bogus"], ["x"]])
  func `what makes no sense is rejected`(arguments: [String]) {
    #expect(throws: (any Error).self) { try GlobalOptions.parse(arguments) }
  }
}

@Suite struct IndexOptionsTests {
  @Test(arguments: [
    ["--timeout", "nan"], ["--timeout", "inf"], ["--timeout", "soon"], ["--retries", "1.5"],
    ["--retries", ""],
  ])
  func `what is no number is misuse`(arguments: [String]) {
    #expect(throws: (any Error).self) { try IndexOptions.parse(arguments) }
  }

  @Test(
    arguments: [
      ([], []),
      (
        ["--index-url", "https://index.example/simple"],
        [
          PipOption("index-url", "https://index.example/simple")
        ]
      ),
      (
        ["-i", "https://index.example/simple"],
        [
          PipOption("index-url", "https://index.example/simple")
        ]
      ),
      (
        ["--no-index", "-f", "a", "--find-links=b"],
        [
          PipOption("no-index", "true"), PipOption("find-links", "a"), PipOption("find-links", "b"),
        ]
      ),
      (
        ["--extra-index-url", "u", "--extra-index-url", "v"],
        [
          PipOption("extra-index-url", "u"), PipOption("extra-index-url", "v"),
        ]
      ),
      (
        ["--cert", "c", "--proxy", "p", "--timeout", "3.5", "--retries", "0"],
        [
          PipOption("cert", "c"), PipOption("proxy", "p"), PipOption("timeout", "3.5"),
          PipOption("retries", "0"),
        ]
      ),
      (["--trusted-host", "h:8080"], [PipOption("trusted-host", "h:8080")]),
    ] as [([String], [PipOption])]
  )
  func `options become what pip's configuration would say`(
    arguments: [String],
    options: [PipOption]
  ) throws {
    #expect(try IndexOptions.parse(arguments).pipOptions == options)
  }
}

@Suite struct DurationArgumentTests {
  @Test(
    arguments: [
      ("7d", 604_800), ("12h", 43_200), ("30m", 1_800), ("45s", 45), ("90", 90), ("0", 0),
    ] as [(String, Int)]
  )
  func `a duration is a number and a unit`(text: String, seconds: Int) {
    #expect(DurationArgument(argument: text)?.duration == .seconds(seconds))
  }

  @Test(arguments: ["", "d", "-1d", "1w", "1.5h", "7 d", "9999999999999999999d", "99999999d", "٣d"])
  func `another text is no duration`(text: String) {
    #expect(DurationArgument(argument: text) == nil)
  }
}
