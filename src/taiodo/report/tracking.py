"""The chapters of a report that follow the plan: schedule, steps, what is late."""
