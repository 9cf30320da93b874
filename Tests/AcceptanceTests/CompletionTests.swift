import Foundation
import SystemPackage
import TestSupport
import Testing

/// Completion in the shells themselves, which are typed to through a terminal, and the manual as its readers
/// check it.
@Suite struct CompletionTests {
  private static let support = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "TestSupport")

  /// Makes a plugin whose words a shell would like to execute.
  private func makePlugins(_ stage: Stage) throws -> [String: String] {
    let folder = stage.folder.appending("plugins")
    let evil = #"$(touch pwned.txt) `touch pwned.txt` '; touch pwned.txt; ' \\\" $HOME"#
    try stage.write(folder.appending("swiftpip-evil"), Array("#!/bin/sh\n".utf8), mode: 0o755)
    try stage.write(
      folder.appending("swiftpip-evil.json"),
      """
      {"schema": 1, "name": "evil", "version": "1", "protocol": {"min": 1, "max": 1},
       "commands": [{"name": "evil", "abstract": "\(evil)", "options":
         [{"name": "danger", "value": "how", "abstract": "\(evil)", "completion": ["\(evil)"]}]}]}
      """
    )
    try stage.write(folder.appending("swiftpip-plain"), Array("#!/bin/sh\n".utf8), mode: 0o755)
    let examples = Self.support.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Examples")
    return [
      "SWIFTPIP_PLUGIN_PATH": "\(folder):\(examples.path)/swiftpip-licenses"
    ]
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `a shell completes commands, options and values, and executes nothing`(
    shell: String
  ) async throws {
    try await Stage.with { stage in
      let environment = try makePlugins(stage)
      let script = try await stage.run(["completion", shell], environment)
      try #require(script.ending == .exited(0), "\(script.errorText)")
      let file = try stage.write(stage.folder.appending("completion.\(shell)"), script.output)
      let words = ["shell_driver.py", file.string, "completion_cases.json"].map { name in
        name.hasPrefix("/") ? name : Self.support.appending(path: name).path
      }
      let driver = try await stage.runOther(
        "/usr/bin/python3",
        [words[0], shell, words[1], words[2]],
        patience: .seconds(300)
      )
      let failures = driver.outputText.split(separator: "\n").filter { !$0.hasPrefix("ok") }
      #expect(
        driver.ending == .exited(0),
        "\(failures.joined(separator: "\n"))\n\(driver.errorText)"
      )
      #expect(driver.outputText.split(separator: "\n").count { $0.hasPrefix("ok") } > 40)
    }
  }

  @Test func `there is a page of the manual for each command, and its readers find no fault`()
    async throws
  {
    try await Stage.with { stage in
      let environment = try makePlugins(stage)
      let folder = stage.folder.appending("man1")
      let outcome = try await stage.run(["manual", "--directory", folder.string], environment)
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      let pages = try names(in: folder)
      #expect(pages.contains("swiftpip.1") && pages.contains("swiftpip-cache-info.1"))
      #expect(pages.contains("swiftpip-licenses.1") && pages.contains("swiftpip-evil.1"))
      let check = try await stage.runOther(
        "/usr/bin/mandoc",
        ["-T", "lint", "-W", "warning"] + pages.map { folder.appending($0).string }
      )
      #expect(check.ending == .exited(0), "\(check.outputText)\(check.errorText)")
    }
  }
}
