extension ServiceUnits {
  /// `settled-month-end@.service`: the month-end job of the site that the instance names.
  var monthEndUnit: String {
    """
    # Written by `settled service write`. The instance is the site: settled-month-end@cn.service.
    [Unit]
    Description=settled: close the months of site %i that are due
    Wants=network-online.target
    After=network-online.target postgresql.service

    [Service]
    Type=oneshot
    ExecStart=\(binary) job run month-end --site %i --if-due
    # A person must decide (3), another person must approve (8), somebody else is at it (75): the job
    # did what it could, and goes on at the next hour.
    SuccessExitStatus=3 8 75
    \(confinement)

    """
  }
}
