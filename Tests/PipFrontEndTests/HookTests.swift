import Foundation
import PipPluginKit
import Synchronization
import Testing

@testable import PipFrontEnd

@Suite struct HookTests {
  @Test func `hooks run beside, end after the answer, and speak after it in order`() async {
    let start = ContinuousClock.now
    let outcome = await TestStage().run("change")
    #expect(ContinuousClock.now - start < .seconds(45))
    #expect(outcome.status == 0)
    #expect(outcome.dataText == "changed\n")
    #expect(
      outcome.talkText == """

        [notice] slow: cancelled beside change
        [notice] slow: saw changed\\x0a

        [notice] quick: one\\x1b[2J
        [notice] quick: two

        [notice] quick: three

        """
    )
  }

  @Test func `notices leave JSON alone`() async throws {
    let outcome = await TestStage().run("change", "--format", "json")
    #expect(try outcome.document()["command"] as? String == "change")
    #expect(outcome.talkText.contains("[notice] quick: two"))
  }

  @Test func `a command that only reads has no hooks beside it`() async {
    let outcome = await TestStage().run("say")
    #expect(outcome.talk.isEmpty)
  }

  @Test func `a hook that concerns nothing is not run`() async {
    let outcome = await TestStage().run("change")
    #expect(DearHook.runs.withLock { $0 } == 0)
    #expect(!outcome.talkText.contains("dear"))
  }

  @Test func `after a command that failed there are no notices`() async {
    let outcome = await TestStage().run("fail", "explained")
    #expect(outcome.status == 1)
    #expect(!outcome.talkText.contains("[notice]"))
  }
}
