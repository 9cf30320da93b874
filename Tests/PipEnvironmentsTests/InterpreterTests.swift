import Foundation
import PipDiagnostics
import PipEnvironments
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct InterpreterTests {
  private func reason(_ commands: String) async throws -> String? {
    try await withScratchDirectory { folder in
      let python = try folder.writeScript("python", commands)
      do throws(EnvironmentsError) {
        _ = try await Interpreter(fake: python).facts()
        return nil
      } catch {
        guard case .notRun(python, let reason) = error else { return "\(error)" }
        return reason
      }
    }
  }

  private func isUnintelligible(_ commands: String) async throws -> Bool {
    try await withScratchDirectory { folder in
      let python = try folder.writeScript("python", commands)
      do throws(EnvironmentsError) {
        _ = try await Interpreter(fake: python).facts()
        return false
      } catch {
        return error == .unintelligible(python)
      }
    }
  }

  /// Tells whether a process is gone, within ten seconds.
  private func isGone(_ process: pid_t) async throws -> Bool {
    for _ in 0..<1_000 {
      if kill(process, 0) == -1 { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  @Test(.enabled("needs /usr/bin/python3") { FilePath("/usr/bin/python3").isThere })
  func `a real Python says what it is`() async throws {
    let python = Interpreter(
      executable: "/usr/bin/python3",
      environment: Environment(["PATH": "/usr/bin:/bin"])
    )
    let facts = try await python.facts()
    #expect(facts.executable.hasPrefix("/usr/bin/python3"))
    #expect(facts.prefix == facts.basePrefix)
    #expect(!facts.isVirtualEnvironment)
    #expect(facts.version.hasPrefix("3."))
    #expect(facts.implementation == "cpython")
    #expect(facts.implementationVersion.count == 2)
    #expect(facts.pointerBits == Int.bitWidth)
    #expect(FilePath(facts.standardLibrary).appending("os.py").isThere)
    #expect(!facts.searchPath.isEmpty)
    #expect(facts.searchPath.allSatisfy { $0.hasPrefix("/") })
    #expect(try #require(facts.supportedTags).tags.count > 100)
  }

  @Test(.enabled("needs /usr/bin/python3") { FilePath("/usr/bin/python3").isThere })
  func `a module in the working directory or a PYTHONPATH that is relative is not run`()
    async throws
  {
    try await withScratchDirectory { folder in
      try folder.write("json.py", "raise SystemExit('not to be run')\n")
      let python = Interpreter(
        executable: "/usr/bin/python3",
        environment: Environment(["PATH": "/usr/bin:/bin", "PWD": folder.string])
      )
      #expect(try await python.facts().implementation == "cpython")
    }
  }

  @Test func `noise before the answer is passed over`() async throws {
    try await withScratchDirectory { folder in
      let python = try folder.writeScript(
        "python",
        "echo 'sitecustomize: {}'\necho warning >&2\ncat <<'END'\n\(FakeInterpreter.answer())\nEND"
      )
      #expect(try await Interpreter(fake: python).facts().version == "3.11.2")
    }
  }

  @Test func `paths that are no UTF-8 keep every byte`() async throws {
    try await withScratchDirectory { folder in
      let odd: [UInt8] = [0x2F, 0x73, 0xE9, 0x72, 0xFF]
      let answer = FakeInterpreter.answer(prefix: odd, searchPath: [odd, Array("/é".utf8)])
      let python = try FakeInterpreter.write(in: folder, answering: answer)
      let facts = try await Interpreter(fake: python).facts()
      #expect(SystemText.bytes(of: facts.prefix) == odd)
      #expect(facts.searchPath.map { SystemText.bytes(of: $0) } == [odd, Array("/é".utf8)])
    }
  }

  @Test func `variables that are no UTF-8 reach the interpreter byte for byte`() async throws {
    try await withScratchDirectory { folder in
      let seen = folder.appending("seen")
      let python = try folder.writeScript("python", "printf '%s' \"$ODD\" > '\(seen.string)'")
      let odd: [UInt8] = [0x61, 0xFF, 0xC3, 0x62]
      let interpreter = Interpreter(
        executable: python,
        environment: Environment(["ODD": SystemText.string(decoding: odd)])
      )
      await #expect(throws: EnvironmentsError.self) { _ = try await interpreter.facts() }
      #expect(try Array(Data(contentsOf: URL(fileURLWithPath: seen.string))) == odd)
    }
  }

  @Test(
    arguments: [
      "true", "echo", "echo hello", "echo '{}'", "echo null", "printf '\\377\\376\\n'",
      "echo '{\"version\": 3}'", "printf '\\0\\0\\0'", "yes '[' | head -c 100000 | tr -d '\\n'",
    ]
  )
  func `an answer that is none is called that`(commands: String) async throws {
    #expect(try await isUnintelligible(commands))
  }

  @Test(arguments: ["zz", "2", "2F", "é", "2f2"])
  func `a path that is no row of hexadecimal digits is no answer`(digits: String) async throws {
    let answer = FakeInterpreter.answer().replacingOccurrences(of: "\"2f\"", with: "\"\(digits)\"")
    #expect(try await isUnintelligible("cat <<'END'\n\(answer)\nEND"))
  }

  @Test func `an interpreter whose path is no UTF-8 is run`() async throws {
    try await withScratchDirectory { folder in
      let odd = folder.appending(entrySystemText: SystemText.string(decoding: [0x76, 0xFF]))
      try FakeInterpreter.write(in: folder).rename(to: odd)
      #expect(try await Interpreter(fake: odd).facts().version == "3.11.2")
    }
  }

  @Test func `what is typed is not for the interpreter`() async throws {
    try await withScratchDirectory { folder in
      let seen = folder.appending("seen")
      let python = try folder.writeScript(
        "python",
        "{ cat; echo \"${PYTHONINSPECT-none} $PYTHONPATH\"; } > '\(seen.string)'"
      )
      let typed = try FileDescriptor.pipe()
      try typed.writeEnd.writeAll(Array("typed\n".utf8))
      try typed.writeEnd.close()
      let terminal = try FileDescriptor.standardInput.duplicate()
      defer {
        _ = try? terminal.duplicate(as: .standardInput)
        try? terminal.close()
        try? typed.readEnd.close()
      }
      _ = try typed.readEnd.duplicate(as: .standardInput)
      let interpreter = Interpreter(
        executable: python,
        environment: Environment([
          "PATH": "/usr/bin:/bin", "PYTHONINSPECT": "1", "PYTHONPATH": "/srv",
        ])
      )
      await #expect(throws: EnvironmentsError.self) { _ = try await interpreter.facts() }
      #expect(seen.text == "none /srv\n")
    }
  }

  @Test(arguments: ["1PASSWORD", "0", ""])
  func `a variable with an odd name harms nobody`(name: String) async throws {
    try await withScratchDirectory { folder in
      let interpreter = Interpreter(
        executable: try FakeInterpreter.write(in: folder),
        environment: Environment(["PATH": "/usr/bin:/bin", name: "x"])
      )
      #expect(try await interpreter.facts().version == "3.11.2")
    }
  }

  @Test func `a failure is told in the interpreter's last words`() async throws {
    #expect(
      try await reason("echo Traceback >&2; echo 'ImportError: no json' >&2; exit 3")
        == "ImportError: no json"
    )
  }

  @Test func `a failure without words is told by the status`() async throws {
    #expect(try await reason("exit 3")?.contains("3") == true)
    #expect(try await reason("kill -9 $$")?.contains("9") == true)
  }

  @Test func `a flood ends with the interpreter, not with the memory`() async throws {
    let reason = try await reason("exec head -c 10000000 /dev/zero")
    #expect(
      reason?.contains("1048576") == true || reason?.contains("limit") == true,
      "\(reason ?? "")"
    )
  }

  @Test func `a program that is not there or no program is told`() async throws {
    try await withScratchDirectory { folder in
      let missing = folder.appending("missing")
      let text = try folder.write("text", "no program")
      for executable in [missing, text, folder] {
        await #expect(throws: EnvironmentsError.self) {
          _ = try await Interpreter(fake: executable).facts()
        }
      }
    }
  }

  @Test func `an interpreter that hangs is ended when patience is`() async throws {
    try await withScratchDirectory { folder in
      let number = folder.appending("number")
      let python = try folder.writeScript(
        "python",
        "echo $$ > '\(number.string)'\ntrap '' TERM INT\nexec sleep 60"
      )
      let start = ContinuousClock.now
      await #expect(
        throws: EnvironmentsError.notRun(python, reason: "it took longer than 0.3 seconds")
      ) {
        _ = try await Interpreter(fake: python, patience: .milliseconds(300)).facts()
      }
      #expect(ContinuousClock.now - start < .seconds(30))
      let text = try #require(number.text).trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(try await isGone(try #require(pid_t(text))))
    }
  }

  @Test func `a child of an interpreter that keeps its output open keeps nobody waiting`()
    async throws
  {
    try await withScratchDirectory { folder in
      let python = try folder.writeScript("python", "sleep 30 & sleep 30")
      let start = ContinuousClock.now
      await #expect(throws: EnvironmentsError.self) {
        _ = try await Interpreter(fake: python, patience: .milliseconds(300)).facts()
      }
      #expect(ContinuousClock.now - start < .seconds(20))
    }
  }

  @Test func `a cancelled question ends the interpreter at once`() async throws {
    try await withScratchDirectory { folder in
      let number = folder.appending("number")
      let python = try folder.writeScript("python", "echo $$ > '\(number.string)'\nexec sleep 60")
      let start = ContinuousClock.now
      await withTaskGroup { group in
        group.addTask { _ = try? await Interpreter(fake: python).facts() }
        while number.text?.isEmpty ?? true { try? await Task.sleep(for: .milliseconds(10)) }
        group.cancelAll()
      }
      #expect(ContinuousClock.now - start < .seconds(30))
      let text = try #require(number.text).trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(try await isGone(try #require(pid_t(text))))
    }
  }

  @Test func `the index that pip has built in is asked of it`() async throws {
    try await withScratchDirectory { folder in
      let python = try FakeInterpreter.write(in: folder)
      let index = try await Interpreter(fake: python).defaultIndex()
      #expect(index == "https://index.example/simple")
    }
  }

  @Test func `errors name the interpreter and the next move`() {
    let failed = EnvironmentsError.notRun("/srv/python", reason: "why").diagnostic
    #expect(failed.code == "environment.interpreter-failed")
    #expect(failed.message.contains("/srv/python"))
    #expect(failed.causes == ["why"])
    #expect(failed.hint?.contains("--python") == true)
    let odd = EnvironmentsError.unintelligible("/srv/python").diagnostic
    #expect(odd.code == "environment.interpreter-unintelligible")
    #expect(odd.message.contains("/srv/python"))
  }
}
