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
    LoadCredential=settled-seal.key:\(sealKey)\(signer.map { "\nLoadCredential=settled-signer.pem:\($0)" } ?? "")
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
}
