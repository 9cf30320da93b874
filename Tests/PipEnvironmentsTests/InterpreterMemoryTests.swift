import Foundation
import PipEnvironments
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct InterpreterMemoryTests {
  /// A cache and a fake interpreter in a folder that a test has for itself.
  private struct Place {
    let folder: FilePath
    let python: FilePath
    let memory: InterpreterMemory
    var interpreter: Interpreter

    var calls: Int { FakeInterpreter.calls(in: folder) }

    func facts(isShim: Bool = false) async throws -> InterpreterFacts {
      try await memory.facts(of: interpreter, isShim: isShim)
    }

    func index(pipVersion: String) async throws -> String {
      try await memory.defaultIndex(of: interpreter, pipVersion: pipVersion)
    }

    var files: [FilePath] {
      guard let directory = memory.directory,
        let names = try? FileManager.default.contentsOfDirectory(atPath: directory.string)
      else { return [] }
      return names.map { directory.appending($0) }
    }
  }

  private func withPlace(
    index: String = "https://index.example/simple",
    searchPath: (FilePath) -> [FilePath] = { [$0.appending("lib")] },
    _ body: (inout Place) async throws -> Void
  ) async throws {
    try await withScratchDirectory { folder in
      let python = try FakeInterpreter.write(
        in: folder,
        answering: FakeInterpreter.answer(searchPath: searchPath(folder).map(\.bytes)),
        index: index
      )
      var place = Place(
        folder: folder,
        python: python,
        memory: InterpreterMemory(cacheDirectory: folder.appending("cache")),
        interpreter: Interpreter(fake: python)
      )
      try await body(&place)
    }
  }

  @Test func `what an interpreter said is remembered`() async throws {
    try await withPlace { place in
      let first = try await place.facts()
      let second = try await place.facts()
      #expect(first == second)
      #expect(place.calls == 1)
      #expect(place.files.count == 1)
      #expect(
        place.memory.directory == place.folder.appending("cache/swiftpip/interpreters")
      )
    }
  }

  @Test func `the file is for its owner only`() async throws {
    try await withPlace { place in
      _ = try await place.facts()
      for file in place.files { #expect(try file.status().mode == .ownerReadWrite) }
    }
  }

  @Test(arguments: ["cache/swiftpip", "cache/swiftpip/interpreters"])
  func `where a link is in place of a folder nothing is written`(link: String) async throws {
    try await withPlace { place in
      let elsewhere = place.folder.appending("elsewhere")
      let path = place.folder.appending(link).string
      let above = (path as NSString).deletingLastPathComponent
      let files = FileManager.default
      try files.createDirectory(atPath: elsewhere.string, withIntermediateDirectories: true)
      try files.createDirectory(atPath: above, withIntermediateDirectories: true)
      try files.createSymbolicLink(atPath: path, withDestinationPath: elsewhere.string)
      _ = try await place.facts()
      #expect(try files.contentsOfDirectory(atPath: elsewhere.string).isEmpty)
    }
  }

  @Test func `the folders are as pip's are`() async throws {
    try await withPlace { place in
      _ = try await place.facts()
      let like = place.folder.appending("like")
      try like.makeDirectory(permissions: FilePermissions(rawValue: 0o777))
      for name in ["cache", "cache/swiftpip", "cache/swiftpip/interpreters"] {
        #expect(try place.folder.appending(name).status().mode == like.status().mode)
      }
    }
  }

  @Test(.enabled("needs root, who can give files away") { getuid() == 0 })
  func `what somebody else wrote does not count`() async throws {
    try await withPlace { place in
      _ = try await place.facts()
      let file = try #require(place.files.first)
      #expect(unsafe chown(file.string, 65_534, 65_534) == 0)
      _ = try await place.facts()
      #expect(place.calls == 2)
      _ = try await place.facts()
      #expect(place.calls == 2)
    }
  }

  @Test(arguments: ["bin/pyvenv.cfg", "pyvenv.cfg"])
  func `another configuration of a virtual environment makes it forget`(
    name: String
  ) async throws {
    try await withPlace { place in
      let bin = place.folder.appending("bin")
      place.interpreter.executable = try FakeInterpreter.write(in: bin)
      let calls = { FakeInterpreter.calls(in: bin) }
      _ = try await place.facts()
      try place.folder.write(name, "include-system-site-packages = true\n")
      _ = try await place.facts()
      #expect(calls() == 2)
      try place.folder.write(name, "include-system-site-packages = false\n")
      _ = try await place.facts()
      _ = try await place.facts()
      #expect(calls() == 3)
      try place.folder.appending(name).unlink()
      _ = try await place.facts()
      #expect(calls() == 4)
    }
  }

  @Test(arguments: [("site-packages", 2), ("dist-packages", 2), ("lib", 1)])
  func `a change in a folder of packages makes it forget`(
    name: String,
    calls: Int
  ) async throws {
    try await withPlace(searchPath: { [$0.appending(name)] }) { place in
      try place.folder.write("\(name)/README", "")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1)],
        ofItemAtPath: place.folder.appending(name).string
      )
      _ = try await place.facts()
      _ = try await place.facts()
      #expect(place.calls == 1)
      try place.folder.write("\(name)/more.pth", "/srv\n")
      _ = try await place.facts()
      _ = try await place.facts()
      #expect(place.calls == calls)
    }
  }

  @Test func `values of variables are not stored`() async throws {
    try await withPlace { place in
      place.interpreter.environment.variables["PYTHON_KEYRING"] = "secret"
      _ = try await place.facts()
      _ = try await place.facts()
      #expect(place.calls == 1)
      let file = try #require(place.files.first)
      #expect(file.text?.contains("secret") == false)
    }
  }

  @Test func `what a shim said is no promise`() async throws {
    try await withPlace { place in
      _ = try await place.facts(isShim: true)
      _ = try await place.facts(isShim: true)
      #expect(place.calls == 2)
      #expect(place.files.isEmpty)
    }
  }

  @Test func `a changed modification time makes it forget`() async throws {
    try await withPlace { place in
      _ = try await place.facts()
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1)],
        ofItemAtPath: place.python.string
      )
      _ = try await place.facts()
      #expect(place.calls == 2)
    }
  }

  @Test func `another file of the same name makes it forget`() async throws {
    try await withPlace { place in
      _ = try await place.facts()
      let status = try place.python.status()
      let copy = place.folder.appending("copy")
      try FileManager.default.copyItem(atPath: place.python.string, toPath: copy.string)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: Double(status.modified.seconds))],
        ofItemAtPath: copy.string
      )
      try copy.rename(to: place.python)
      _ = try await place.facts()
      #expect(place.calls == 2)
    }
  }

  @Test func `a changed size makes it forget`() async throws {
    try await withPlace { place in
      _ = try await place.facts()
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: place.python.string))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("\n".utf8))
      try handle.close()
      _ = try await place.facts()
      #expect(place.calls == 2)
    }
  }

  @Test(arguments: ["HOME", "PYTHONPATH", "PYTHONNOUSERSITE", "PYTHONHOME"])
  func `another value of a variable that Python looks at makes it forget`(
    name: String
  )
    async throws
  {
    try await withPlace { place in
      _ = try await place.facts()
      place.interpreter.environment.variables[name] = "/srv"
      _ = try await place.facts()
      #expect(place.calls == 2)
    }
  }

  @Test(arguments: ["LANG", "TERM", "PIP_INDEX_URL"])
  func `another value of any other variable does not`(name: String) async throws {
    try await withPlace { place in
      _ = try await place.facts()
      place.interpreter.environment.variables[name] = "other"
      _ = try await place.facts()
      #expect(place.calls == 1)
    }
  }

  @Test func `each way to call an interpreter has its own memory`() async throws {
    try await withPlace { place in
      _ = try await place.facts()
      place.interpreter.executable = try place.folder.link("python3", to: "python")
      _ = try await place.facts()
      #expect(place.calls == 2)
      #expect(place.files.count == 2)
    }
  }

  @Test(
    arguments: [
      "", "{", "null", "{}", "[1]", "{\"schema\":1}", "\u{0}", String(repeating: "[", count: 9_999),
    ]
  )
  func `a corrupt file is ignored and written anew`(content: String) async throws {
    try await withPlace { place in
      _ = try await place.facts()
      let file = try #require(place.files.first)
      try Data(content.utf8).write(to: URL(fileURLWithPath: file.string))
      #expect(try await place.facts().version == "3.11.2")
      #expect(place.calls == 2)
      _ = try await place.facts()
      #expect(place.calls == 2)
    }
  }

  @Test func `another schema, a huge file, a FIFO and a link are ignored`() async throws {
    try await withPlace { place in
      _ = try await place.facts()
      let file = try #require(place.files.first)
      let good = try #require(file.text)

      let other = good.replacingOccurrences(of: "\"schema\":4", with: "\"schema\":1")
      #expect(other != good)
      try Data(other.utf8).write(to: URL(fileURLWithPath: file.string))
      _ = try await place.facts()
      #expect(place.calls == 2)

      let padding = String(repeating: " ", count: 2_000_000)
      try Data((good + padding).utf8).write(to: URL(fileURLWithPath: file.string))
      _ = try await place.facts()
      #expect(place.calls == 3)

      try file.unlink()
      #expect(unsafe mkfifo(file.string, 0o600) == 0)
      _ = try await place.facts()
      #expect(place.calls == 4)

      let elsewhere = try place.folder.write("elsewhere", good)
      try file.unlink()
      try FileManager.default.createSymbolicLink(
        atPath: file.string,
        withDestinationPath: elsewhere.string
      )
      _ = try await place.facts()
      #expect(place.calls == 5)
      #expect(elsewhere.text == good)
    }
  }

  @Test func `a pip's built-in index is remembered for that version of pip`() async throws {
    try await withPlace { place in
      #expect(try await place.index(pipVersion: "24.0") == "https://index.example/simple")
      #expect(try await place.index(pipVersion: "24.0") == "https://index.example/simple")
      #expect(place.calls == 1)
      _ = try await place.index(pipVersion: "25.0")
      #expect(place.calls == 2)
    }
  }

  @Test func `facts and index are remembered together`() async throws {
    try await withPlace { place in
      _ = try await place.facts()
      _ = try await place.index(pipVersion: "24.0")
      _ = try await place.facts()
      _ = try await place.index(pipVersion: "24.0")
      #expect(place.calls == 2)
      #expect(place.files.count == 1)
    }
  }

  @Test(
    arguments: [
      "https://user:secret@index.example/simple", "https://index.example/simple?token=secret",
    ]
  )
  func `an address with credentials is used and never stored`(address: String) async throws {
    try await withPlace(index: address) { place in
      _ = try await place.facts()
      #expect(try await place.index(pipVersion: "24.0") == address)
      _ = try await place.index(pipVersion: "24.0")
      #expect(place.calls == 3)
      for file in place.files { #expect(file.text?.contains("secret") == false) }
    }
  }

  @Test func `without a cache every question is asked`() async throws {
    try await withPlace { place in
      let memory = InterpreterMemory(cacheDirectory: nil)
      #expect(memory.directory == nil)
      _ = try await memory.facts(of: place.interpreter, isShim: false)
      _ = try await memory.facts(of: place.interpreter, isShim: false)
      #expect(place.calls == 2)
    }
  }

  @Test func `a cache that cannot be written costs a question, nothing else`() async throws {
    try await withPlace { place in
      let file = try place.folder.write("cache", "in the way")
      #expect(try await place.facts().version == "3.11.2")
      #expect(try await place.facts().version == "3.11.2")
      #expect(place.calls == 2)
      #expect(file.text == "in the way")
    }
  }

  @Test func `a failure is not remembered`() async throws {
    try await withPlace { place in
      try place.folder.writeScript("python", "exit 1")
      await #expect(throws: EnvironmentsError.self) { _ = try await place.facts() }
      _ = try FakeInterpreter.write(in: place.folder)
      #expect(try await place.facts().version == "3.11.2")
    }
  }

  @Test func `prefixes that are no UTF-8 come back as they went`() async throws {
    try await withPlace { place in
      let odd: [UInt8] = [0x2F, 0xFF, 0xFE]
      _ = try FakeInterpreter.write(
        in: place.folder,
        answering: FakeInterpreter.answer(prefix: odd)
      )
      let first = try await place.facts()
      let second = try await place.facts()
      #expect(place.calls == 1)
      #expect(first == second)
      #expect(SystemText.bytes(of: second.prefix) == odd)
    }
  }
}
