import PipPluginKit
import PipSystem
import Synchronization
import Testing

@testable import PipFrontEnd

@Suite struct QuestionTests {
  /// What somebody types, line by line.
  private final class Typist: Sendable {
    private let lines: Mutex<[String]>

    init(_ lines: [String]) {
      self.lines = Mutex(lines)
    }

    @Sendable func next() -> String? {
      lines.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
  }

  @Test(arguments: [
    ([""], true), (["y"], true), (["YES"], true), (["n"], false), (["no", "y"], false), ([], nil),
    (["perhaps", "y"], true), (["perhaps"], nil),
  ])
  func `a line is an answer, and the end of them none`(lines: [String], isYes: Bool?) {
    let written = Mutex<[UInt8]>([])
    let world = World(
      arguments: [],
      surroundings: TestStage().surroundings,
      isDataTerminal: false,
      isTalkTerminal: false,
      clock: { Timestamp(seconds: 0) },
      write: { (bytes, stream) throws(SystemFailure) in
        if stream == .talk { written.withLock { $0 += bytes } }
      }
    )
    let console = Console(world, color: .never)
    let question = Question(console: console, readLine: Typist(lines).next)
    #expect(question.confirm(["one", "two"]) == isYes)
    let text = String(decoding: written.withLock { $0 }, as: UTF8.self)
    #expect(text.hasPrefix("one\ntwo\nProceed (Y/n)? "))
    let isAskedAgain = text.contains("\"perhaps\" is no answer: say y or n\nProceed (Y/n)? ")
    #expect(isAskedAgain == (lines.first == "perhaps"))
  }
}
