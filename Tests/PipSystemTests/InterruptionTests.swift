import Foundation
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct InterruptionTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
  func `a signal that ends the process removes the file`(signal: Int32) async throws {
    try await withScratchDirectory { folder in
      let path = try makeFile(folder.appending("claim"), "")
      await #expect(processExitsWith: .signal(signal)) {
        [path = path.string as String, signal = signal as Int32] in
        let path = FilePath(path)
        Interruption.removes(path, try path.status().identity)
        // To the process: the thread that runs this may have put off all signals.
        kill(getpid(), signal)
        try await Task.sleep(for: .seconds(10))
      }
      #expect((try? path.status()) == nil)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal that is put off ends the process once that is over`(signal: Int32) async throws {
    try await withScratchDirectory { folder in
      let path = try makeFile(folder.appending("begun"), "")
      await #expect(processExitsWith: .signal(signal)) {
        [path = path.string as String, signal = signal as Int32] in
        Interruption.putOff()
        kill(getpid(), signal)
        while !Interruption.isAsked { try await Task.sleep(for: .milliseconds(1)) }
        try FileManager.default.removeItem(atPath: path)
        Interruption.obey()
        try await Task.sleep(for: .seconds(10))
      }
      #expect((try? path.status()) == nil)
    }
  }

  @Test func `without a signal nothing happens when it is over`() async {
    await #expect(processExitsWith: .success) {
      Interruption.putOff()
      Interruption.obey()
      if Interruption.isAsked { exit(1) }
    }
  }
}
