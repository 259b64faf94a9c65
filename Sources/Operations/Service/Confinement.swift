extension ServiceUnits {
  /// What both services may do: talk to the database, and write nothing outside a passing `/tmp`.
  ///
  /// `systemd-analyze security` still counts that they use the network and local sockets, which is
  /// how the database is reached, and that they see the host's programs.
  var confinement: String {
    """
    # A user `settled` is used if there is one; else the name is given for as long as it runs.
    DynamicUser=yes
    User=settled
    # Read by the service manager as root, shown to this service alone.
    LoadCredential=settled-database-url:\(databaseURLFile)
    LoadCredential=settled-seal.key:\(sealKey)\(signing.map { "\n\($0)" }.joined())
    UMask=0077
    # Memory may hold bank details.
    LimitCORE=0
    NoNewPrivileges=yes
    CapabilityBoundingSet=
    AmbientCapabilities=
    ProtectSystem=strict
    ProtectHome=yes
    ProtectProc=invisible
    ProcSubset=pid
    ProtectClock=yes
    ProtectHostname=yes
    ProtectKernelLogs=yes
    ProtectKernelModules=yes
    ProtectKernelTunables=yes
    ProtectControlGroups=yes
    PrivateTmp=yes
    PrivateDevices=yes
    PrivateMounts=yes
    PrivateUsers=yes
    PrivateIPC=yes
    RemoveIPC=yes
    KeyringMode=private
    DevicePolicy=closed
    LockPersonality=yes
    MemoryDenyWriteExecute=yes
    RestrictNamespaces=yes
    RestrictRealtime=yes
    RestrictSUIDSGID=yes
    RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
    # Add the database's address where it is on another machine.
    IPAddressDeny=any
    IPAddressAllow=\((["localhost"] + addresses).joined(separator: " "))
    SystemCallArchitectures=native
    SystemCallFilter=@system-service
    SystemCallFilter=~@privileged @resources
    SystemCallErrorNumber=EPERM
    """
  }

  /// What the services are told of the signer and of time stamps: files as credentials, the rest as
  /// variables, in which the service manager reads `%` as the start of a specifier.
  private var signing: [String] {
    func variable(_ name: String, _ value: String) -> String {
      "Environment=\"\(name)=\(value.replacing("%", with: "%%"))\""
    }
    var lines: [String] = []
    switch signer {
    case .file(let path): lines.append("LoadCredential=settled-signer.pem:\(path)")
    case .device(let uri, let certificates, let pin):
      lines.append(variable("SETTLED_SIGNER", uri))
      lines.append("LoadCredential=settled-signer-certificate.pem:\(certificates)")
      if let pin { lines.append("LoadCredential=settled-signer.pin:\(pin)") }
    case nil: break
    }
    if let timeStamps {
      lines.append(variable("SETTLED_TSA", timeStamps.address))
      if let trust = timeStamps.trust { lines.append("LoadCredential=settled-tsa.pem:\(trust)") }
    }
    return lines
  }
}
