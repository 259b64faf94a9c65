extension ServiceUnits {
  /// `settled-month-end@.timer`: only wakes; the job asks the database what is due.
  static let monthEndTimer = """
    # Written by `settled service write`. For each site: systemctl enable --now settled-month-end@cn.timer
    [Unit]
    Description=settled: look every hour whether a month of site %i is due

    [Timer]
    OnCalendar=hourly
    # A machine that was off looks when it is back.
    Persistent=yes
    RandomizedDelaySec=120

    [Install]
    WantedBy=timers.target

    """
}
