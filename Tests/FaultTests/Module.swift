// Fault
