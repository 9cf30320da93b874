import Foundation
import PipSystem
import Testing

@Suite struct EnvironmentTests {
  @Test func `a variable that is not set is nil`() {
    #expect(Environment()["HOME"] == nil)
    #expect(Environment().nonEmpty("HOME") == nil)
  }

  @Test func `an empty variable is set, but counts as absent where emptiness does`() {
    let environment = Environment(["HOME": ""])
    #expect(environment["HOME"]?.isEmpty == true)
    #expect(environment.nonEmpty("HOME") == nil)
  }

  @Test func `names are compared exactly`() {
    #expect(Environment(["Home": "/a"])["HOME"] == nil)
    #expect(Environment(["HOME": "/a"]).nonEmpty("HOME") == "/a")
  }

  @Test func `the environment of this process is what the system says`() {
    let variables = Environment.ofThisProcess().variables
    #expect(variables["PATH"] == ProcessInfo.processInfo.environment["PATH"])
    #expect(!variables.keys.contains { $0.contains("=") })
  }
}
