import TestSupport

/// The peers that are no index, each started once for all tests.
enum Peers {
  static let connect = Result { try toServer("connect") }
  static let connectWithPassword = Result { try toServer("connect", "--auth", "ana:secret") }
  static let socks = Result { try toServer("socks") }
  static let deaf = Result { try peer("deaf") }
  static let silent = Result { try peer("silent") }
  static let says = Result { try peer("says") }

  private static func toServer(_ arguments: String...) throws -> LoopbackProcess {
    let port = try Loopback.server.port
    return try LoopbackProcess(
      script: "loopback_peer.py",
      arguments: arguments + ["--to", String(port)]
    )
  }

  private static func peer(_ mode: String) throws -> LoopbackProcess {
    try LoopbackProcess(script: "loopback_peer.py", arguments: [mode])
  }
}
