import Foundation
import PipConfiguration
import PipPackaging
import PipPluginKit
import PipSelfCheck
import PipSystem
import PipVersionCheck
import SystemPackage
import TestSupport
import Testing

@testable import SelfCheckPlugin

@Suite struct PassiveNoticeTests {
  private func withStage(
    pip version: String? = "23.0",
    installer: String = "pip",
    _ body: (inout CheckStage) async throws -> Void
  ) async throws {
    try await withScratchDirectory { folder in
      var stage = try CheckStage(folder, pip: version, installer: installer)
      try await body(&stage)
    }
  }

  private var claims: (CheckStage) -> [String] {
    { stage in
      let folder = stage.cache.appending("swiftpip/self-check")
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder.string)
      return (names ?? []).filter { $0.hasSuffix(".claim") }
    }
  }

  @Test func `it concerns commands that install, and no others`() {
    #expect(PassiveNotice().concerns(CommandFacts(name: "install", effect: .installs)))
    #expect(!PassiveNotice().concerns(CommandFacts(name: "cache info", effect: .reads)))
  }

  @Test func `a newer release is told with the command that brings it`() async throws {
    try await withStage { stage in
      try stage.remember("24.0")
      let python = stage.prefix.appending("bin/python").string
      #expect(
        await stage.notices() == [
          Notice(lines: [
            "A new release of pip is available: 23.0 -> 24.0",
            "To update, run: \(python) -m pip install --upgrade pip",
          ])
        ]
      )
    }
  }

  /// Makes an environment, and returns what is told then.
  private func notices(
    aboutMade version: String?,
    installer: String = "pip",
    isShowingSystem: Bool = false,
    in stage: CheckStage
  ) async throws -> [Notice] {
    let context = stage.context("env restore", making: "made")
    #expect(await PassiveNotice().run(beside: context.command, in: context).isEmpty)
    if let version {
      let system = isShowingSystem ? "include-system-site-packages = true\n" : ""
      try stage.write("made/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n\(system)")
      try stage.write("made/bin/python", "\u{7F}ELF....", isProgram: true)
      let metadata = "made/lib/python3.11/site-packages/pip-\(version).dist-info"
      try stage.write("\(metadata)/METADATA", "Name: pip\nVersion: \(version)\n")
      try stage.write("\(metadata)/INSTALLER", "\(installer)\n")
    }
    return await PassiveNotice().run(after: context.command, in: context)
  }

  @Test func `where an environment is made the notice is about that, once it is there`()
    async throws
  {
    try await withStage { stage in
      let made = stage.folder.appending("made")
      try stage.remember("24.0")
      #expect(try await notices(aboutMade: "22.0", in: stage).isEmpty, "of that nothing is known")
      let store = StateStore(cacheDirectory: stage.cache, prefix: made.string, package: .pip)
      try stage.remember("24.0", in: store)
      #expect(try await notices(aboutMade: "22.0", installer: "uv", in: stage).isEmpty)
      // Python would have to be asked what is in that.
      #expect(try await notices(aboutMade: "22.0", isShowingSystem: true, in: stage).isEmpty)
      #expect(
        try await notices(aboutMade: "22.0", in: stage) == [
          Notice(lines: [
            "A new release of pip is available: 22.0 -> 24.0",
            "To update, run: \(made.string)/bin/python -m pip install --upgrade pip",
          ])
        ]
      )
    }
    try await withStage { stage in
      let made = stage.folder.appending("made")
      let store = StateStore(cacheDirectory: stage.cache, prefix: made.string, package: .pip)
      try stage.remember("24.0", in: store)
      #expect(try await notices(aboutMade: nil, in: stage).isEmpty, "it was not made")
    }
  }

  @Test func `it is told once a day`() async throws {
    try await withStage { stage in
      try stage.remember("24.0")
      #expect(await stage.notices().count == 1)
      #expect(await stage.notices().isEmpty)
      _ = stage.store.saveNotice(at: CheckStage.now - .days(1))
      #expect(await stage.notices().count == 1)
    }
  }

  @Test func `how often is a setting`() async throws {
    try await withStage { stage in
      try stage.remember("24.0")
      _ = stage.store.saveNotice(at: CheckStage.now - .days(2))
      stage.variables["SWIFTPIP_NOTICE_INTERVAL"] = "3d"
      #expect(await stage.notices().isEmpty)
      stage.variables["SWIFTPIP_NOTICE_INTERVAL"] = "36h"
      #expect(await stage.notices().count == 1)
    }
  }

  /// What keeps the notice from being shown.
  struct Gate: Sendable, CustomTestStringConvertible {
    var name: String
    var close: @Sendable (inout CheckStage) throws -> Void

    var testDescription: String { name }
  }

  @Test(
    arguments: [
      Gate(name: "no terminal") { $0.isTerminal = false },
      Gate(name: "a build machine") { $0.variables["CI"] = "true" },
      Gate(name: "quiet") { $0.verbosity = .quiet },
      Gate(name: "disabled by a variable") {
        $0.variables["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
      },
      Gate(name: "disabled by the environment's file") {
        try $0.write("venv/pip.conf", "[global]\ndisable-pip-version-check = yes\n")
      },
      Gate(name: "disabled by a value that is none") {
        $0.variables["PIP_DISABLE_PIP_VERSION_CHECK"] = "maybe"
      },
      Gate(name: "shown today") { _ = $0.store.saveNotice(at: CheckStage.now - .seconds(60)) },
      Gate(name: "settings that cannot be read") {
        try $0.write("venv/pip.conf", "no section\n")
      },
      Gate(name: "an interval that is none") {
        $0.variables["SWIFTPIP_NOTICE_INTERVAL"] = "often"
      },
      Gate(name: "pip is up to date") { try $0.remember("23.0", age: .seconds(1)) },
      Gate(name: "the answer is old and the network is not to be used") {
        try $0.remember("24.0", age: .days(8))
        $0.isOffline = true
      },
    ]
  )
  func `a closed gate says nothing`(gate: Gate) async throws {
    try await withStage { stage in
      try stage.remember("24.0")
      try gate.close(&stage)
      #expect(await stage.notices().isEmpty)
    }
  }

  @Test(arguments: ["uv", "conda", ""])
  func `a pip of another installer is that installer's business`(installer: String) async throws {
    try await withStage(installer: installer) { stage in
      try stage.remember("24.0")
      #expect(await stage.notices().isEmpty)
    }
  }

  @Test func `without a pip there is nothing to tell`() async throws {
    try await withStage(pip: nil) { stage in
      try stage.remember("24.0")
      #expect(await stage.notices().isEmpty)
    }
  }

  @Test func `nobody is asked where nobody would read the answer`() async throws {
    let server = try IndexServer(projects: ["pip": ["24.0"]])
    try await withStage { stage in
      stage.variables["PIP_INDEX_URL"] = server.index("tag=unread")
      stage.isTerminal = false
      #expect(await stage.notices().isEmpty)
      let requests = try server.requests(containing: "tag=unread")
      #expect(requests.isEmpty)
    }
  }

  @Test(.enabled("needs /usr/bin/python3") { isPythonThere })
  func `an index is asked beside the command, and once`() async throws {
    let server = try IndexServer(projects: ["pip": ["23.0", "24.0", "25.0rc1"]])
    try await withStage { stage in
      try await stage.useRealPython()
      stage.variables["PIP_INDEX_URL"] = server.index("tag=once")
      #expect(
        await stage.notices().first?.lines.first
          == "A new release of pip is available: 23.0 -> 24.0"
      )
      #expect(await stage.notices().isEmpty)
      #expect(try server.requests(containing: "tag=once").count == 1)
      #expect(claims(stage).isEmpty)
      let memory = stage.store.recall(now: CheckStage.now)
      #expect(memory.record?.latest == Version("24.0"))
    }
  }

  @Test(.enabled("needs /usr/bin/python3") { isPythonThere })
  func `a request that nobody waits for is dropped, is no failure and leaves no claim`()
    async throws
  {
    let server = try IndexServer(projects: ["pip": ["24.0"]])
    try await withStage { stage in
      try await stage.useRealPython()
      stage.variables["PIP_INDEX_URL"] = server.index("slow=30/tag=dropped")
      let copy = stage
      let start = ContinuousClock.now
      let notices = await withTaskGroup(of: [Notice].self) { group in
        group.addTask { await copy.notices() }
        while claims(copy).isEmpty, ContinuousClock.now - start < .seconds(20) {
          try? await Task.sleep(for: .milliseconds(10))
        }
        try? await Task.sleep(for: .milliseconds(200))
        group.cancelAll()
        return await group.next() ?? []
      }
      #expect(ContinuousClock.now - start < .seconds(20))
      #expect(notices.isEmpty)
      #expect(claims(copy).isEmpty)
      #expect(copy.store.recall(now: CheckStage.now).failure == nil)
    }
  }
}
