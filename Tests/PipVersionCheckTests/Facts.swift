import PipPackaging
import PipSystem
import PipVersionCheck
import Testing

/// 2026-11-22T07:38:38Z, the present of these tests.
let present = Timestamp(seconds: 1_795_333_118)

/// Reads a version that is known to be one.
func version(_ text: String) throws -> Version {
  try #require(Version(text))
}

/// Returns pip in an environment of its user's own, where pip installed it.
func subject(
  installed: String? = "24.0",
  installer: String = "pip",
  isExternallyManaged: Bool = false
) throws -> CheckSubject {
  CheckSubject(
    package: .pip,
    prefix: "/srv/venv",
    installed: try installed.map { try version($0) },
    installer: installer,
    isExternallyManaged: isExternallyManaged
  )
}

/// Returns an answer of some age.
func record(_ latest: String = "25.0", age: Duration = .zero) throws -> CheckRecord {
  CheckRecord(checkedAt: present - age, latest: try version(latest))
}
