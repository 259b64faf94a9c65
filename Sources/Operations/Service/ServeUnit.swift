extension ServiceUnits {
  /// `settled.service`: the daemon.
  var serveUnit: String {
    """
    # Written by `settled service write`.
    [Unit]
    Description=settled: close months by the calendar, answer health checks
    Wants=network-online.target
    After=network-online.target postgresql.service

    [Service]
    Type=exec
    ExecStart=\(binary) serve --port \(port)
    ExecReload=/bin/kill -HUP $MAINPID
    # Usage and configuration do not mend themselves.
    RestartPreventExitStatus=64 78
    Restart=on-failure
    RestartSec=5
    # A drain takes at most 35 seconds.
    TimeoutStopSec=60
    KillMode=mixed
    \(confinement)

    [Install]
    WantedBy=multi-user.target

    """
  }
}
